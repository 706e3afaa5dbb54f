import { fromJson, type MapNode, type Origin } from '../../../values/tree.ts';
import { type ChartKey, isKnown, type Json, type Keys } from './key.ts';
import { CHART_KEYS } from './top-level.ts';
import { isFrom } from './versions.ts';

const cache = new Map<string, MapNode>();

/**
 * The chart's own values.yaml as Helm reads it, except for the template text of pyroscope.config.
 * @param chart one of CHART_VERSIONS
 * @returns a tree whose origins are defaults of that version; each call gives the same tree
 */
export function defaultsOf(chart: string): MapNode {
  const known = cache.get(chart);
  if (known) return known;
  const origin: Origin = { kind: 'default', chartVersion: chart };
  const entries = Object.entries(defaultsIn(CHART_KEYS, chart)).map(
    ([key, value]) => [key, fromJson(value, origin)] as const,
  );
  const values: MapNode = { kind: 'map', entries: new Map(entries), origin };
  cache.set(chart, values);
  return values;
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

function defaultsIn(keys: Keys, chart: string): { readonly [key: string]: Json } {
  const values: Record<string, Json> = {};
  for (const [name, key] of Object.entries(keys)) {
    const value = defaultOf(key, chart);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
