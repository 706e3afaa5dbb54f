import { either, withArticle } from '../english.ts';
import type { ChartTables } from './chart.ts';
import type { ItemKind, PatternName, Shape, ValueKind } from './key.ts';
import { type Field, type FieldKind, type FormName, fieldBelow, type KubernetesType } from './kubernetes.ts';

type Path = readonly string[];

/** What a value should be. */
interface Wanted {
  /** As a reader of YAML calls them. */
  readonly types: readonly string[];
  /** A phrase for the values of the right type that are allowed: `Always, IfNotPresent or Never`. */
  readonly value: string;
  /** Those values, where they are a few words. */
  readonly options?: readonly string[];
}

const ofTypes = (types: readonly string[]): Wanted => ({ types, value: either(types.map(withArticle)) });

/** A path that ends within a list or a map of the user's is judged by what that holds. */
export function wantedAt(path: Path, chart: ChartTables, version: string): Wanted {
  const key = chart.keyAt(path, version);
  if (key)
    return {
      types: expectedTypes(key.shape),
      value: expectedValue(key.shape),
      ...(key.shape.kind === 'text' && key.shape.options && { options: key.shape.options }),
    };
  for (let length = path.length - 1; length > 0; length--) {
    const holder = chart.keyAt(path.slice(0, length), version);
    if (holder) return wantedWithin(holder.shape, path.slice(length));
  }
  return ofTypes(['map']);
}

/** What a list or a map of the user's holds, where Kubernetes says it. */
export function contentOf(shape: Shape | undefined): Field | undefined {
  const map = (type: KubernetesType): Field => ({ kind: 'map', isRequired: false, type: type.name });
  if (shape?.kind === 'object') return map(shape.type);
  if (shape?.kind === 'map' && shape.named)
    return { kind: 'map', isRequired: false, items: map(shape.named) };
  if (shape?.kind !== 'list' || typeof shape.items === 'string') return undefined;
  return { kind: 'list', isRequired: false, items: map(shape.items) };
}

/** What Kubernetes takes at a path at or below a key of the chart, undefined where it is not known. */
export function kubernetesFieldAt(path: Path, chart: ChartTables, version: string): Field | undefined {
  for (let length = path.length; length > 0; length--) {
    const holder = chart.keyAt(path.slice(0, length), version);
    if (!holder) continue;
    const content = contentOf(holder.shape);
    return content && fieldBelow(content, path.slice(length));
  }
  return undefined;
}

/** What stands within a list or a map of the user's. @param path from there */
function wantedWithin(shape: Shape, path: Path): Wanted {
  const content = contentOf(shape);
  if (content && (shape.kind !== 'map' || path.length > 1)) return wantedField(fieldBelow(content, path));
  switch (shape.kind) {
    case 'words':
      return { types: ['string'], value: either(shape.options), options: shape.options };
    case 'list':
      if (shape.items === 'hosts') return { types: ITEMS.hosts, value: FORMS.host };
      return ofTypes(typeof shape.items === 'string' ? ITEMS[shape.items] : ['map']);
    case 'map':
      return shape.values === 'labels' || shape.values === 'scalar labels'
        ? {
            types: VALUES[shape.values],
            value: FORMS['label-value'],
          }
        : ofTypes(VALUES[shape.values]);
    default:
      return ofTypes(['map']);
  }
}

const wholeNumber = ({ minimum, maximum }: NonNullable<Field['range']>): string =>
  maximum === undefined
    ? `a whole number of ${minimum} or more`
    : `a whole number from ${minimum} to ${maximum}`;

/** What a text of a form is. */
export const FORMS: Record<FormName, string> = {
  text: 'a string that is not empty',
  label: 'a name of at most 63 lowercase letters, digits and dashes',
  subdomain: 'a name of lowercase letters, digits, dashes and dots',
  qualified:
    'a name of at most 63 letters, digits, dashes, underscores and dots, perhaps behind a domain and a slash',
  'label-value': 'a label value: at most 63 letters, digits, dashes, underscores and dots',
  host: 'a host name of lowercase letters, digits, dashes and dots, without scheme and port',
  variable: 'the name of a variable: printable ASCII characters without =',
  key: 'a name of letters, digits, dashes, underscores and dots',
  port: 'a number from 1 to 65535, or a name of at most 15 lowercase letters, digits and dashes with a letter among them',
};

function wantedField(
  { kind, options, range, form }: Omit<Field, 'isRequired'> = { kind: 'anything' },
): Wanted {
  if (range) return { types: FIELDS[kind], value: wholeNumber(range) };
  if (form) {
    const isName = form === 'port' && kind === 'string';
    return { types: FIELDS[kind], value: isName ? PATTERNS['port name'] : FORMS[form] };
  }
  if (options) return { types: ['string'], value: either(options.filter(Boolean)), options };
  return kind === 'quantity'
    ? { types: FIELDS.quantity, value: 'a quantity of 0 or more, such as 500m or 2Gi' }
    : ofTypes(FIELDS[kind]);
}

const FIELDS: Record<FieldKind, readonly string[]> = {
  anything: [],
  boolean: ['boolean'],
  integer: ['integer'],
  'integer-or-string': ['integer', 'string'],
  list: ['list'],
  map: ['map'],
  quantity: ['string', 'number'],
  quantities: ['map'],
  string: ['string'],
  strings: ['map'],
};

const ITEMS: Record<ItemKind, readonly string[]> = {
  maps: ['map'],
  strings: ['string'],
  hosts: ['string'],
  'strings-or-maps': ['string', 'map'],
};

const VALUES: Record<ValueKind, readonly string[]> = {
  anything: [],
  scalars: ['string', 'number', 'boolean'],
  'scalars-or-maps': ['string', 'number', 'boolean', 'map'],
  annotations: ['string'],
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
      return shape.form ? FORMS[shape.form] : either(shape.options ?? []);
    case 'boolean':
      return 'true or false';
    case 'pattern':
      return PATTERNS[shape.of];
    case 'integer':
      return wholeNumber(shape);
    case 'integer-or-percentage':
      return 'a whole number or a percentage of at most 100%, such as 50%';
    case 'words':
      return `a list with at least one of ${either(shape.options)}`;
    default:
      return expectedTypes(shape).join(' or ');
  }
}
