import { isFrom } from './versions.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a value may be. Null is always allowed: it takes a default away. */
export type Shape =
  /** A boolean. Templates take any string, too, and hold all but the empty one for true; a rule reports those. */
  | { readonly kind: 'toggle' }
  /** Printed as it is, so a number does as well. */
  | { readonly kind: 'text'; readonly options?: readonly string[] }
  /** Like text; templates take false for none. */
  | { readonly kind: 'text-or-false' }
  /** Handed to a template function that takes strings alone. */
  | { readonly kind: 'string' }
  | { readonly kind: 'duration' }
  /** A whole number, or the same as a string. */
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum?: number }
  | { readonly kind: 'integer-or-percentage' }
  /** From 0 to 1. */
  | { readonly kind: 'fraction' }
  | { readonly kind: 'list'; readonly items: ItemKind }
  /** The default is an empty map, yet the pod spec needs a list. */
  | { readonly kind: 'list-or-empty-map' }
  /** A map with keys of the user's. */
  | { readonly kind: 'map'; readonly values: 'anything' | 'scalars' | 'scalars-or-maps' }
  /** A map whose keys the chart knows; others do nothing unless it is open. */
  | { readonly kind: 'section'; readonly keys: Keys; readonly open?: boolean; readonly shared?: string };

export type ItemKind = 'maps' | 'strings' | 'strings-or-maps';

export type Keys = Readonly<Record<string, ChartKey>>;

/** One key of the chart's values, as far as any known chart version reads it. */
export interface ChartKey {
  readonly description: string;
  readonly shape: Shape;
  /** The value in the chart's values.yaml; a section's is made of its keys' where it is left out. */
  readonly default?: Json;
  /** Defaults that changed: chart versions and the value from there on, oldest first. */
  readonly defaultSince?: readonly (readonly [chart: string, value: Json])[];
  /** The first chart version that reads the key, the oldest known one where it is left out. */
  readonly since?: string;
  readonly removal?: Removal;
  /** What took the place of a key that still works. */
  readonly deprecated?: string;
}

/** A key that charts from a version on take and ignore. */
export interface Removal {
  readonly chart: string;
  readonly useInstead?: string;
  /** What to do about it, one sentence. */
  readonly note: string;
}

export type KeyDetails = Omit<ChartKey, 'description' | 'shape'>;

export const isRemoved = ({ removal }: ChartKey, chart: string): boolean =>
  removal !== undefined && isFrom(chart, removal.chart);

/** Whether a chart version reads the key. */
export const isKnown = (key: ChartKey, chart: string): boolean =>
  (key.since === undefined || isFrom(chart, key.since)) && !isRemoved(key, chart);
