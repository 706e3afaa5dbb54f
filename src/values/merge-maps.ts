import type { MapNode, ValueNode } from './tree.ts';

/** The upper map over the lower one: maps merge, everything else replaces, null included. */
export function mergeMaps(lower: MapNode, upper: MapNode): MapNode {
  const entries = new Map(lower.entries);
  for (const [key, value] of upper.entries) entries.set(key, mergeValue(entries.get(key), value));
  return { kind: 'map', entries, origin: upper.origin };
}

function mergeValue(lower: ValueNode | undefined, upper: ValueNode): ValueNode {
  return lower?.kind === 'map' && upper.kind === 'map' ? mergeMaps(lower, upper) : upper;
}
