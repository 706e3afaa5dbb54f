import type { ValueNode } from './tree.ts';

/**
 * Whether `{{ if .Values.x }}` takes the branch: Go's text/template truth.
 * The string "false" is true; "", 0, null, an empty map or list and an absent value are false.
 */
export function isTrueInTemplate(node: ValueNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'map') return node.entries.size > 0;
  if (node.kind === 'list') return node.items.length > 0;
  return Boolean(node.value);
}
