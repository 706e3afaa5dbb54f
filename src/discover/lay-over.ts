import { err } from '../result.ts';
import { mergeMaps } from '../values/merge.ts';
import { applySetFlag, type SetFlag } from '../values/set-flag.ts';
import {
  emptyMap,
  type HelmMajor,
  isNull,
  lookup,
  type MapNode,
  nestedUnder,
  type Origin,
  placed,
} from '../values/tree.ts';

/**
 * Values over those below. A null for a dependency takes away what is below of it; anywhere else it is a mistake.
 * @param keys the way to the dependency in both
 */
export function laidOver(below: MapNode, values: MapNode, [key, ...rest]: readonly string[]): MapNode {
  const merged = mergeMaps(below, values);
  const own = key === undefined ? undefined : below.entries.get(key);
  const upper = key === undefined ? undefined : values.entries.get(key);
  if (key === undefined || own?.kind !== 'map') return merged;
  const entries = new Map(merged.entries);
  if (isNull(upper)) entries.delete(key);
  if (upper?.kind === 'map') entries.set(key, laidOver(own, upper, rest));
  return { ...merged, entries };
}

/** A tree cut down to what it has at a path. */
export function onlyAt(node: MapNode, path: readonly string[]): MapNode {
  const found = lookup(node, path);
  if (!found) return emptyMap();
  const tree = nestedUnder(found, path);
  return tree.kind === 'map' ? tree : emptyMap();
}

/** A flag's assignment over values; what Helm would refuse is left out. */
export function withFlag(values: MapNode, flag: SetFlag, origin: Origin, helm: HelmMajor): MapNode {
  const readFile = () => err('files are not read here');
  const applied = applySetFlag(values, flag, { readFile, helm });
  return applied.ok && applied.value.kind === 'map' ? located(applied.value, origin) : values;
}

/** The tree with what a flag has put in placed at the origin. */
const located = (map: MapNode, origin: Origin): MapNode =>
  placed(map, (own) => (own.kind === 'flag' ? { ...origin } : own));
