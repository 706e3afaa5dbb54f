import type { FormName, KubernetesType } from './kubernetes.ts';
import { isBefore } from './versions.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a value may be. Null is allowed unless a key says otherwise: it takes a default away. */
export type Shape =
  /**
   * A boolean. Templates take any string, too, and hold all but the empty one for true; a rule reports those. A strict one
   * decides too much to be anything else, though neither helm nor Kubernetes refuses it.
   */
  | { readonly kind: 'toggle'; readonly isStrict?: true }
  /** A boolean that is printed as it is, so that a text which YAML reads as one does as well: Kubernetes takes nothing else. */
  | { readonly kind: 'boolean' }
  /** Printed in quotes or within a longer text, so a number does as well. */
  | { readonly kind: 'text'; readonly options?: readonly string[]; readonly form?: FormName }
  /** Like text; templates take false for none. */
  | { readonly kind: 'text-or-false' }
  /** Handed to a template function that takes strings alone. */
  | { readonly kind: 'string' }
  /** Printed as it is, and read as a string again. */
  | { readonly kind: 'pattern'; readonly of: PatternName }
  /** A whole number, or the same as a string. */
  | {
      readonly kind: 'integer';
      readonly minimum: number;
      readonly maximum?: number;
      /** Whether Kubernetes takes negative numbers as well, for something that nobody means. */
      readonly takesNegative?: true;
    }
  | { readonly kind: 'integer-or-percentage' }
  /** From 0 to 1. */
  | { readonly kind: 'fraction' }
  | { readonly kind: 'list'; readonly items: ItemKind | KubernetesType }
  /** At least one of these words. */
  | { readonly kind: 'words'; readonly options: readonly string[] }
  /** A map with keys of the user's. */
  | {
      readonly kind: 'map';
      readonly values: ValueKind;
      /** The type of those values that are maps: one of Kubernetes whose `name` is the key. */
      readonly named?: KubernetesType;
      /** What another program reads there, by the name that its schema has. */
      readonly content?: string;
    }
  /** A map that is passed on to Kubernetes. */
  | { readonly kind: 'object'; readonly type: KubernetesType }
  | KeySection;

/** What Kubernetes and custom resources want of a string; of a word only that YAML reads it as a string. */
export type PatternName = 'duration' | 'quantity' | 'port name' | 'name' | 'word';

/** A map whose keys the chart knows; others do nothing unless it is open. */
export interface KeySection {
  readonly kind: 'section';
  readonly keys: Keys;
  readonly open?: boolean;
  /** The part it is made of, where it stands at several places. */
  readonly shared?: string;
}

export type ItemKind = 'maps' | 'strings' | 'hosts' | 'strings-or-maps';

/**
 * annotations: strings by names as annotations of Kubernetes have them; labels: the same with values as labels may have;
 * scalar labels: what is one once it stands in quotes.
 */
export type ValueKind =
  | 'anything'
  | 'scalars'
  | 'scalars-or-maps'
  | 'annotations'
  | 'labels'
  | 'scalar labels';

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
  /**
   * What templates take that is of another type: `empty` values of every type where they ask `with` or `if`, some only while
   * another key is off; `lists-and-maps` where they range over both alike; `anything` where neither helm nor Kubernetes ever
   * refuses what they make of it.
   */
  readonly takes?: {
    readonly values: 'empty' | 'lists-and-maps' | 'anything';
    readonly unless?: readonly string[];
  };
  /**
   * Other values are laid over or under what stands there: fields that cannot be together are left to a rule of the pack, which
   * knows what arrives.
   */
  readonly isMerged?: true;
  /** Where templates fail on null, or make something of it that Kubernetes refuses; undefined where they never do. */
  readonly nullBreaks?: {
    /** The first chart, where older ones do not. */
    readonly from?: string;
    /** The first chart that asks what `where` says; older ones always do. */
    readonly before?: string;
    /** Only while one of these keys is on; without any while the `enabled` beside the key is, if there is one. */
    readonly where?: readonly (readonly string[])[];
  };
}

/** A key that charts from a version on take and ignore. */
export interface Removal {
  readonly chart: string;
  readonly useInstead?: string;
  /** What to do about it, one sentence. */
  readonly note: string;
}

const isFrom = (chart: string, first: string): boolean => !isBefore(chart, first);

export const isRemoved = ({ removal }: ChartKey, chart: string): boolean =>
  removal !== undefined && isFrom(chart, removal.chart);

/** Whether a chart version reads the key. */
export const isKnown = (key: ChartKey, chart: string): boolean =>
  (key.since === undefined || isFrom(chart, key.since)) && !isRemoved(key, chart);

/** A name without capitals, dashes and underscores. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/** The names of the keys of a section that a chart version reads. */
interface SectionNames {
  readonly all: readonly string[];
  /** The first name of each spelling. */
  readonly byPlain: ReadonlyMap<string, string>;
}

/** By section and chart version: a file with thousands of mistakes asks for the same few over and over. */
const namesRead = new WeakMap<Keys, Map<string, SectionNames>>();

function namesIn(keys: Keys, chart: string): SectionNames {
  const byChart = namesRead.get(keys) ?? new Map<string, SectionNames>();
  namesRead.set(keys, byChart);
  const read = byChart.get(chart);
  if (read) return read;
  const all = Object.keys(keys).filter((name) => knownIn(keys, name, chart) !== undefined);
  const names = { all, byPlain: new Map(all.toReversed().map((name) => [plainName(name), name])) };
  byChart.set(chart, names);
  return names;
}

/** Keys of a chart version within a map of keys: the same list each time. */
export const keyNames = (keys: Keys, chart: string): readonly string[] => namesIn(keys, chart).all;

/** The key of a chart version within a map of keys that is a name, or differs from it in capitals, dashes and underscores. */
export function spelledIn(keys: Keys, name: string, chart: string): string | undefined {
  if (knownIn(keys, name, chart)) return name;
  return namesIn(keys, chart).byPlain.get(plainName(name));
}

/** The key of a name, undefined where the chart version does not know it. */
export function knownIn(keys: Keys, name: string, chart: string): ChartKey | undefined {
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  return key !== undefined && isKnown(key, chart) ? key : undefined;
}

/** The default of one key in a chart version, undefined where its values.yaml does not have the key. */
export function defaultOf(key: ChartKey, chart: string): Json | undefined {
  if (!isKnown(key, chart)) return undefined;
  if (key.default !== undefined) return key.default;
  if (key.defaultSince) return key.defaultSince.findLast(([first]) => isFrom(chart, first))?.[1];
  if (key.shape.kind !== 'section') return undefined;
  const values = defaultsIn(key.shape.keys, chart);
  return Object.keys(values).length === 0 ? undefined : values;
}

/** The defaults of all keys that have one. */
export function defaultsIn(keys: Keys, chart: string): { readonly [key: string]: Json } {
  const values: Record<string, Json> = {};
  for (const [name, key] of Object.entries(keys)) {
    const value = defaultOf(key, chart);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
