import { isCollection, isScalar, type Node, visit } from 'yaml';
import type { ParsedDocument } from './parse-document.ts';
import { unfoldFlow } from './unfold-flow.ts';
import { unfoldQuoted } from './unfold-quoted.ts';

/**
 * The text with the value around an error written on one line, every offset before and behind it kept. Within quotes
 * and brackets go-yaml does not care for indentation, while the parser ends the value there with an error.
 * @param offset of the error
 * @returns undefined where no such value is to blame
 */
export function unfoldAt(document: ParsedDocument, source: string, offset: number): string | undefined {
  const [quoted, flow] = [quotedUpTo(document, offset), flowBefore(document, offset)];
  const unquoted = quoted === undefined ? undefined : unfoldQuoted(source, quoted);
  return unquoted ?? (flow === undefined ? undefined : unfoldFlow(source, flow));
}

/** Where the quoted text opens that the parser ended at the offset. */
function quotedUpTo(document: ParsedDocument, offset: number): number | undefined {
  let start: number | undefined;
  visit(document, (_, node) => {
    if (!isScalar(node) || node.range?.[1] !== offset || !node.type?.startsWith('QUOTE')) return undefined;
    start = startOf(node);
    return visit.BREAK;
  });
  return start;
}

/** Where the last of the outermost flow collections before the offset opens. */
function flowBefore(document: ParsedDocument, offset: number): number | undefined {
  let last: number | undefined;
  visit(document, (_, node) => {
    if (!isCollection(node)) return undefined;
    if (startOf(node) >= offset) return visit.BREAK;
    if (node.flow !== true) return undefined;
    last = startOf(node);
    return visit.SKIP;
  });
  return last;
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;
