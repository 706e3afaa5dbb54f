import type { StreamDocument } from '../../manifest/documents.ts';
import type { SyntaxProblem } from '../../manifest/syntax-problem.ts';
import { redactDocument } from '../../redaction.ts';
import { sourceLines } from '../../report/finding-text.ts';

const lineBreaksIn = (text: string): number => text.split('\n').length - 1;

/** A broken document as a message with its place in the stream, the line (secrets hidden) and a caret. */
export function brokenText(document: StreamDocument, problem: SyntaxProblem, stream: string): string {
  const line = lineBreaksIn(stream.slice(0, document.offset)) + problem.line;
  const text = redactDocument(document.text).split(/\r?\n/)[problem.line - 1] ?? '';
  return [
    `<stdin>:${line}:${problem.column}: error: this document of the release cannot be read: ${problem.reason} [syntax]`,
    ...sourceLines({ text, line, column: problem.column }),
    '  why: a release is changed as a whole or not at all',
    '  do:  mend the template or value that renders this line; nothing was written',
  ].join('\n');
}
