import type { Origin } from './origin.ts';

export {
  describeOrigin,
  type FileOrigin,
  nowhere,
  type Origin,
  type SetFlagName,
  type Span,
} from './origin.ts';
export { fromJson, toJson } from './plain-data.ts';

/** Integers of --set beyond 2^53 are bigint, as Helm keeps them exact; numbers of files are doubles, as in Helm. */
export type ScalarValue = string | number | bigint | boolean | null;

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ValueNode>;
  readonly origin: Origin;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ValueNode[];
  readonly origin: Origin;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly origin: Origin;
}

/** A value that remembers where it was written. Maps are `Map`, so a key such as `__proto__` is only a key. */
export type ValueNode = MapNode | ListNode | ScalarNode;

/** The node at a path of map keys, or undefined where a key is missing or something on the way is no map. */
export function lookup(node: ValueNode, path: readonly string[]): ValueNode | undefined {
  let here: ValueNode | undefined = node;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key) : undefined;
  return here;
}

export const scalar = (value: ScalarValue, origin: Origin): ScalarNode => ({ kind: 'scalar', value, origin });

export const isNull = (node: ValueNode | undefined): boolean =>
  node?.kind === 'scalar' && node.value === null;
