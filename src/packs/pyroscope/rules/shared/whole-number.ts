import type { ValueNode } from '../../../../values/tree.ts';

/** A whole number, be it written as a number or as text; undefined for anything else. */
export function wholeNumber(node: ValueNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  const text = String(node.value);
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
