import { mergeMaps } from '../values/merge-maps.ts';
import type { WrittenValues } from '../values/read-values.ts';
import type { FileOrigin, MapNode, ValueNode } from '../values/tree.ts';
import { duplicatesWithin, notAMap, type UseValues } from './chart-use.ts';

/**
 * The part of an umbrella chart's values that goes to a dependency: what stands under its key, with the outer `global`
 * over its own (Helm 3.21 and 4.2).
 * @param key the alias or the name of the dependency
 * @param start where the file starts
 */
export function umbrellaValues(written: WrittenValues, key: string, start: FileOrigin): UseValues {
  const { entries } = written.values;
  const part = entries.get(key) ?? { kind: 'map', entries: new Map(), origin: start };
  // Helm stops here, also for a null.
  if (part.kind !== 'map') return notAMap(part.origin, key);
  const global = entries.get('global');
  const values = global ? withGlobal(part, global) : part;
  const duplicates = duplicatesWithin(written.duplicates, global ? [part, global] : [part]);
  return { kind: 'part', prefix: [key], values, duplicates };
}

function withGlobal(part: MapNode, outer: ValueNode): MapNode {
  const own = part.entries.get('global');
  // Helm passes over a global that is no map.
  if (outer.kind !== 'map' || (own !== undefined && own.kind !== 'map')) return part;
  return { ...part, entries: new Map(part.entries).set('global', own ? mergeMaps(own, outer) : outer) };
}
