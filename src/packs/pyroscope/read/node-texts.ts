import { isFilledInLater } from '../../../chart/refused.ts';
import type { ValueNode } from '../../../values/tree.ts';

/**
 * A scalar as a template writes it out; null is nothing.
 * @returns undefined for maps and lists, and for texts such as `${VAR}` that something fills in before Helm
 */
export function renderedText(node: ValueNode | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const text = node.value === null ? '' : String(node.value);
  return isFilledInLater(text) ? undefined : text;
}

/** A whole number, be it written as a number or as text; undefined for anything else. */
export function wholeNumber(node: ValueNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  const text = String(node.value);
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
