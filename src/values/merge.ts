import { mergeMaps } from './merge-maps.ts';
import { type MapNode, nowhere, type ValueNode } from './tree.ts';

export { coalesceWithDefaults } from './coalesce.ts';

/**
 * Layers of user values as Helm lays them over each other: later wins, maps merge, lists replace, and a null stays a
 * null, to delete a default later on. A layer that is no map counts as empty.
 */
export function mergeValues(layers: readonly ValueNode[]): MapNode {
  const maps = layers.filter((layer): layer is MapNode => layer.kind === 'map');
  const empty: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };
  return maps.length === 0 ? empty : maps.reduce(mergeMaps);
}
