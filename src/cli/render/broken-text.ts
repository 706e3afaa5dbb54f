import type { StreamDocument } from '../../manifest/documents.ts';
import type { SyntaxProblem } from '../../manifest/syntax-problem.ts';
import { redactDocument } from '../../report/redact.ts';

const lineBreaksIn = (text: string): number => text.split('\n').length - 1;

/** A broken document as a message with its place in the stream, the line (secrets hidden) and a caret. */
export function brokenText(document: StreamDocument, problem: SyntaxProblem, stream: string): string {
  const line = lineBreaksIn(stream.slice(0, document.offset)) + problem.line;
  const source = redactDocument(document.text).split(/\r?\n/)[problem.line - 1] ?? '';
  const gutter = ' '.repeat(String(line).length);
  return [
    `<stdin>:${line}:${problem.column}: error: this document of the release cannot be read: ${problem.reason} [syntax]`,
    `  ${line} | ${source.replaceAll('\0', '\\0')}`,
    `  ${gutter} | ${source.slice(0, problem.column - 1).replace(/[^\t]/g, ' ')}^`,
    '  why: a release is changed as a whole or not at all',
    '  do:  mend the template or value that renders this line; nothing was written',
  ].join('\n');
}
