import type { ValueNode } from './tree.ts';
export function isTrueInTemplate(node: ValueNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'scalar') return Boolean(node.value);
  return node.kind === 'map' ? node.entries.size > 0 : node.items.length > 0;
}
