import type { ItemKind, Shape } from './key.ts';

const ITEMS: Record<ItemKind, readonly string[]> = {
  maps: ['map'],
  strings: ['string'],
  'strings-or-maps': ['string', 'map'],
};

const VALUES = {
  anything: [],
  scalars: ['string', 'number', 'boolean'],
  'scalars-or-maps': ['string', 'number', 'boolean', 'map'],
} as const;

const TYPES: Record<Exclude<Shape['kind'], 'section'>, readonly string[]> = {
  toggle: ['boolean'],
  text: ['string'],
  'text-or-false': ['string'],
  string: ['string'],
  duration: ['string'],
  integer: ['integer'],
  'integer-or-percentage': ['integer', 'string'],
  fraction: ['number'],
  list: ['list'],
  'list-or-empty-map': ['list'],
  map: ['map'],
};

/** The types that a value should have, as a reader of YAML calls them. */
export const expectedTypes = ({ kind }: Shape): readonly string[] =>
  kind === 'section' ? ['map'] : TYPES[kind];

/** The types of what stands within a list or a map of the user's. */
export function expectedTypesWithin(shape: Shape): readonly string[] {
  if (shape.kind === 'list') return ITEMS[shape.items];
  if (shape.kind === 'map') return VALUES[shape.values];
  return ['map'];
}

/** A phrase for the values of the right type that are allowed: `Always, IfNotPresent or Never`. */
export function expectedValue(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return oneOf(shape.options ?? []);
    case 'duration':
      return 'a duration such as 30s or 1m30s';
    case 'integer':
      return shape.maximum === undefined
        ? `a whole number of ${shape.minimum} or more`
        : `a whole number from ${shape.minimum} to ${shape.maximum}`;
    case 'integer-or-percentage':
      return 'a whole number or a percentage such as 50%';
    case 'list-or-empty-map':
      return 'a list of maps with name and value, as in a pod';
    default:
      return expectedTypes(shape).join(' or ');
  }
}

const oneOf = (options: readonly string[]): string =>
  options.length < 2 ? options.join() : `${options.slice(0, -1).join(', ')} or ${options.at(-1)}`;
