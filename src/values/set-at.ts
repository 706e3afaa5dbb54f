import type { Origin } from './origin.ts';
import { refuse } from './refusal.ts';
import type { Step } from './set-reader.ts';
import { isNull, scalar, type ValueNode } from './tree.ts';

function intoMap(
  node: ValueNode | undefined,
  key: string,
  rest: readonly Step[],
  value: ValueNode,
  origin: Origin,
): ValueNode {
  if (node !== undefined && node.kind !== 'map') conflict(key, 'map', origin);
  const entries = new Map(node?.kind === 'map' ? node.entries : []);
  // Helm leaves an empty key out.
  if (key !== '') entries.set(key, setAt(entries.get(key), rest, value, origin));
  return { kind: 'map', entries, origin: node?.origin ?? origin };
}

function intoList(
  node: ValueNode | undefined,
  index: number,
  rest: readonly Step[],
  value: ValueNode,
  origin: Origin,
): ValueNode {
  if (node !== undefined && node.kind !== 'list') conflict(String(index), 'list', origin);
  const items = node?.kind === 'list' ? [...node.items] : [];
  while (items.length <= index) items.push(scalar(null, origin));
  const there = items[index];
  items[index] = setAt(isNull(there) ? undefined : there, rest, value, origin);
  return { kind: 'list', items, origin: node?.origin ?? origin };
}

function conflict(step: string, wanted: string, origin: Origin): never {
  const flag = origin.kind === 'flag' ? origin.flag : '';
  return refuse('flag-conflict', `${JSON.stringify(step)} cannot be set: what is there is no ${wanted}`, {
    flag,
  });
}

/**
 * A value with another one put at a path; what is on the way is made where it is missing.
 * @throws Refusal where something on the way is of another kind, as Helm refuses it
 */
export function setAt(
  node: ValueNode | undefined,
  path: readonly Step[],
  value: ValueNode,
  origin: Origin,
): ValueNode {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  return typeof step === 'number'
    ? intoList(node, step, rest, value, origin)
    : intoMap(node, step, rest, value, origin);
}
