import type { ChartKey, ItemKind, KeyDetails, Keys, Shape } from './key.ts';

const of =
  (shape: Shape) =>
  (description: string, details: KeyDetails = {}): ChartKey => ({ description, shape, ...details });

export const toggle = of({ kind: 'toggle' });
export const text = of({ kind: 'text' });
export const textOrFalse = of({ kind: 'text-or-false' });
/** Text that must be one of a few words. */
export const word = (options: readonly string[]) => of({ kind: 'text', options });
export const string = of({ kind: 'string' });
export const duration = of({ kind: 'duration' });
export const count = of({ kind: 'integer', minimum: 0 });
export const port = of({ kind: 'integer', minimum: 1, maximum: 65_535 });
export const percentage = of({ kind: 'integer', minimum: 1 });
export const countOrPercentage = of({ kind: 'integer-or-percentage' });
export const fraction = of({ kind: 'fraction' });
export const listOf = (items: ItemKind) => of({ kind: 'list', items });
export const listOrEmptyMap = of({ kind: 'list-or-empty-map' });
export const map = of({ kind: 'map', values: 'anything' });
export const mapOfScalars = of({ kind: 'map', values: 'scalars' });
export const mapOfScalarsOrMaps = of({ kind: 'map', values: 'scalars-or-maps' });
export const section = (keys: Keys) => of({ kind: 'section', keys });
/** A section of whose keys the chart itself reads these; others belong to somebody else. */
export const openSection = (keys: Keys) => of({ kind: 'section', keys, open: true });
/** A section that stands at several places, by its name in the schema. */
export const sharedSection = (shared: string, keys: Keys) => of({ kind: 'section', keys, shared });
