import { emptyMap, type HelmMajor, isNull, type MapNode, type ValueNode } from './tree.ts';

/**
 * Layers of user values as Helm lays them over each other: later wins, maps merge, lists replace, and a null stays a
 * null, to delete a default later on. A layer that is not a map counts as empty.
 */
export function mergeValues(layers: readonly ValueNode[]): MapNode {
  const maps = layers.filter((layer): layer is MapNode => layer.kind === 'map');
  return maps.length === 0 ? emptyMap() : maps.reduce(mergeMaps);
}

/** The upper map over the lower one: maps merge, everything else replaces, null included. */
export function mergeMaps(lower: MapNode, upper: MapNode): MapNode {
  const entries = new Map(lower.entries);
  for (const [key, value] of upper.entries) entries.set(key, mergeValue(entries.get(key), value));
  return { kind: 'map', entries, origin: upper.origin };
}

function mergeValue(lower: ValueNode | undefined, upper: ValueNode): ValueNode {
  return lower?.kind === 'map' && upper.kind === 'map' ? mergeMaps(lower, upper) : upper;
}

/**
 * The user's values over a chart's defaults, as `.Values` of that chart holds them. A null of the user deletes the
 * default; null defaults stay in Helm 3.21 and vanish in Helm 4.2. Values below the name of a subchart are treated as
 * any others here, while Helm coalesces them once more with that subchart's own defaults.
 */
export function coalesceWithDefaults(user: ValueNode, defaults: ValueNode, helm: HelmMajor): ValueNode {
  if (user.kind !== 'map' || defaults.kind !== 'map') return user;
  const entries = new Map(user.entries);
  for (const [key, standard] of defaults.entries) {
    const given = entries.get(key);
    const kept = helm === 4 ? withoutNulls(standard) : standard;
    // At the top a null of the user always goes, even over a default that is null as well.
    if (isNull(given)) entries.delete(key);
    else if (given?.kind === 'map' && kept?.kind === 'map') entries.set(key, coalesceTables(given, kept));
    else if (given === undefined && kept !== undefined) entries.set(key, kept);
  }
  return { kind: 'map', entries, origin: user.origin };
}

function coalesceTables(user: MapNode, defaults: MapNode): MapNode {
  const entries = new Map(user.entries);
  for (const [key, standard] of defaults.entries) {
    const given = entries.get(key);
    if (given === undefined) entries.set(key, standard);
    else if (isNull(given) && !isNull(standard)) entries.delete(key);
    else if (given.kind === 'map' && standard.kind === 'map')
      entries.set(key, coalesceTables(given, standard));
  }
  return { kind: 'map', entries, origin: user.origin };
}

/** The same defaults are cleaned for each of many files. */
const cleanedMaps = new WeakMap<MapNode, MapNode>();

/** Helm 4 cleans nulls out of default maps at any depth, but leaves those in lists. */
export function withoutNulls(node: ValueNode): ValueNode | undefined {
  if (isNull(node)) return undefined;
  if (node.kind !== 'map') return node;
  const known = cleanedMaps.get(node) ?? cleanMap(node);
  cleanedMaps.set(node, known);
  return known;
}

function cleanMap(node: MapNode): MapNode {
  const cleaned = [...node.entries].map(([key, value]) => [key, withoutNulls(value)] as const);
  const present = cleaned.filter((entry): entry is [string, ValueNode] => entry[1] !== undefined);
  return { ...node, entries: new Map(present) };
}
