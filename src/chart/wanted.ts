import { either, withArticle } from '../english.ts';
import type { ChartTables } from './chart.ts';
import type { ItemKind, PatternName, Shape, ValueKind } from './key.ts';
import type { Field, FieldKind } from './kubernetes.ts';

type Path = readonly string[];

/** What a value should be. */
interface Wanted {
  /** As a reader of YAML calls them. */
  readonly types: readonly string[];
  /** A phrase for the values of the right type that are allowed: `Always, IfNotPresent or Never`. */
  readonly value: string;
}

const ofTypes = (types: readonly string[]): Wanted => ({ types, value: either(types.map(withArticle)) });

/** A path that ends within a list or a map of the user's is judged by what that holds. */
export function wantedAt(path: Path, chart: ChartTables, version: string): Wanted {
  const key = chart.keyAt(path, version);
  if (key) return { types: expectedTypes(key.shape), value: expectedValue(key.shape) };
  for (let length = path.length - 1; length > 0; length--) {
    const holder = chart.keyAt(path.slice(0, length), version);
    if (holder) return wantedWithin(holder.shape, path.slice(length));
  }
  return ofTypes(['map']);
}

/** What stands within a list or a map of the user's. @param path from there */
function wantedWithin(shape: Shape, [first = '', second = '', ...more]: Path): Wanted {
  switch (shape.kind) {
    case 'words':
      return { types: ['string'], value: either(shape.options) };
    case 'list': {
      if (typeof shape.items === 'string') return ofTypes(ITEMS[shape.items]);
      return second === '' ? ofTypes(['map']) : wantedField(shape.items.fields[second], more);
    }
    case 'map':
      return shape.values === 'labels' || shape.values === 'scalar labels'
        ? {
            types: VALUES[shape.values],
            value: 'a label value: at most 63 letters, digits, dashes, underscores and dots',
          }
        : ofTypes(VALUES[shape.values]);
    case 'object':
      return wantedField(shape.type.fields[first], second === '' ? [] : [second, ...more]);
    default:
      return ofTypes(['map']);
  }
}

/** @param below where in the field */
function wantedField(field: Field | undefined, [first, ...more]: Path): Wanted {
  const { kind = 'anything', options, optionsOf } = field ?? {};
  if (options && optionsOf === first && more.length === 0)
    return { types: ['string'], value: either(options.filter(Boolean)) };
  if (first === undefined) return ofTypes(FIELDS[kind]);
  return kind === 'quantities'
    ? { types: ['string', 'number'], value: 'a quantity of 0 or more, such as 500m or 2Gi' }
    : ofTypes(['string']);
}

const FIELDS: Record<FieldKind, readonly string[]> = {
  anything: [],
  boolean: ['boolean'],
  integer: ['integer'],
  list: ['list'],
  map: ['map'],
  quantities: ['map'],
  string: ['string'],
  strings: ['map'],
};

const ITEMS: Record<ItemKind, readonly string[]> = {
  maps: ['map'],
  strings: ['string'],
  'strings-or-maps': ['string', 'map'],
};

const VALUES: Record<ValueKind, readonly string[]> = {
  anything: [],
  scalars: ['string', 'number', 'boolean'],
  'scalars-or-maps': ['string', 'number', 'boolean', 'map'],
  strings: ['string'],
  labels: ['string'],
  'scalar labels': ['string', 'number', 'boolean'],
};

const TYPES: Record<Exclude<Shape['kind'], 'section'>, readonly string[]> = {
  toggle: ['boolean'],
  boolean: ['boolean'],
  text: ['string'],
  'text-or-false': ['string'],
  string: ['string'],
  pattern: ['string'],
  integer: ['integer'],
  'integer-or-percentage': ['integer', 'string'],
  fraction: ['number'],
  list: ['list'],
  words: ['list'],
  map: ['map'],
  object: ['map'],
};

export const expectedTypes = ({ kind }: Shape): readonly string[] =>
  kind === 'section' ? ['map'] : TYPES[kind];

const PATTERNS: Record<PatternName, string> = {
  duration: 'a duration such as 30s or 1m30s',
  quantity: 'a size such as 10Gi, above 0',
  'port name': 'a port name: at most 15 lowercase letters, digits and dashes, with a letter among them',
  name: 'a name of lowercase letters, digits, dashes and dots; the chart prints it without quotes, so it cannot be a number',
  word: 'a text that is not a number or a boolean: the chart prints it without quotes',
};

function expectedValue(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return either(shape.options ?? []);
    case 'pattern':
      return PATTERNS[shape.of];
    case 'integer':
      return shape.maximum === undefined
        ? `a whole number of ${shape.minimum} or more`
        : `a whole number from ${shape.minimum} to ${shape.maximum}`;
    case 'integer-or-percentage':
      return 'a whole number or a percentage such as 50%';
    case 'words':
      return `a list with at least one of ${either(shape.options)}`;
    default:
      return expectedTypes(shape).join(' or ');
  }
}
