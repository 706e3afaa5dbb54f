import { isFilledInLater } from '../../../chart/refused.ts';
import { type PrintedForm, printed } from '../../../values/printed.ts';
import type { ValueNode } from '../../../values/tree.ts';

/**
 * A scalar as a template writes it out; null is nothing.
 * @returns undefined for maps and lists, and for texts such as `${VAR}` that something fills in before Helm
 */
export function renderedText(node: ValueNode | undefined, form: PrintedForm = 'bare'): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const text = printed(node, form);
  return isFilledInLater(text) ? undefined : text;
}

/** A whole number, be it written as a number or as text; undefined for anything else. */
export function wholeNumber(node: ValueNode | undefined): number | undefined {
  const text = node?.kind === 'scalar' ? printed(node) : '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
