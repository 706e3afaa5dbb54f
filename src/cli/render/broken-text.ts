import { redactDocument } from '../../redaction.ts';
import { findingText, PLAIN } from '../../report/finding-text.ts';
import type { StreamDocument } from '../../yaml/documents.ts';
import type { SyntaxProblem } from '../../yaml/read.ts';

const lineBreaksIn = (text: string): number => text.split('\n').length - 1;

/** A broken document as a message with its place in the stream, the line (secrets hidden) and a caret. */
export function brokenText(
  document: StreamDocument,
  { line: at, column, reason }: SyntaxProblem,
  stream: string,
): string {
  const line = lineBreaksIn(stream.slice(0, document.offset)) + at;
  const text = redactDocument(document.text).split(/\r?\n/)[at - 1] ?? '';
  return findingText(
    {
      place: `<stdin>:${line}:${column}`,
      label: 'error',
      what: `this document of the release cannot be read: ${reason}`,
      id: 'syntax',
      source: { text, line, column },
      why: 'a release is changed as a whole or not at all',
      remedy: 'mend the template or value that renders this line; nothing was written',
    },
    PLAIN,
  );
}
