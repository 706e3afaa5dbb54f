import type { Origin } from './origin.ts';
import type { ValueNode } from './tree.ts';

/** Plain data for comparison: objects have no prototype, bigints stay bigints. */
export function toJson(node: ValueNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  const data: Record<string, unknown> = Object.create(null);
  for (const [key, value] of node.entries) data[key] = toJson(value);
  return data;
}

/** A tree of plain data whose every node has the same origin; what JSON cannot say becomes null. */
export function fromJson(data: unknown, origin: Origin): ValueNode {
  if (Array.isArray(data)) return { kind: 'list', items: data.map((item) => fromJson(item, origin)), origin };
  if (typeof data === 'object' && data !== null) {
    const entries = new Map(Object.entries(data).map(([key, value]) => [key, fromJson(value, origin)]));
    return { kind: 'map', entries, origin };
  }
  return { kind: 'scalar', value: isScalarValue(data) ? data : null, origin };
}

const isScalarValue = (data: unknown): data is string | number | bigint | boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof data);
