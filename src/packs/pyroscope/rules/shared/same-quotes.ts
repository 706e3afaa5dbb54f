import type { ValueNode } from '../../../../values/tree.ts';

/** A value's text within the quotes, if any, that stand around the value it is to replace. */
export function inSameQuotes(node: ValueNode, text: string, textOf: (file: string) => string): string {
  const { origin } = node;
  if (origin.kind !== 'file' || origin.file === '') return text;
  const quote = textOf(origin.file)[origin.start];
  return quote === '"' || quote === "'" ? `${quote}${text}${quote}` : text;
}
