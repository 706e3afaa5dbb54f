import type { Origin } from './origin.ts';
import type { ScalarValue, ValueNode } from './tree.ts';

/** What a flag says before it is known where it ends; a Map, so that no key has a meaning. */
export type FlagData = ScalarValue | readonly FlagData[] | ReadonlyMap<string, FlagData>;

export function fromFlagData(data: FlagData, origin: Origin): ValueNode {
  if (data instanceof Map) {
    const entries = [...data].map(([key, value]) => [key, fromFlagData(value, origin)] as const);
    return { kind: 'map', entries: new Map(entries), origin };
  }
  if (Array.isArray(data))
    return { kind: 'list', items: data.map((item) => fromFlagData(item, origin)), origin };
  return { kind: 'scalar', value: data as ScalarValue, origin };
}
