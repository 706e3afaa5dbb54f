import { isUtf8 } from 'node:buffer';
import { redactDocument } from '../../redaction.ts';
import { findingText, PLAIN } from '../../report/finding-text.ts';
import type { StreamDocument } from '../../yaml/documents.ts';
import type { SyntaxProblem } from '../../yaml/read.ts';
import { EarlyExit } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** V8 cannot hold a longer string. */
const LONGEST = 2 ** 29 - 24;

/** Offset of the first byte that is not UTF-8: by halves, so that a large stream is not walked byte by byte. */
function firstBrokenByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut may split a character; up to three bytes of it are let off.
    const isGood = [0, 1, 2, 3].some(
      (less) => middle - less >= good && isUtf8(bytes.subarray(good, middle - less)) && middle - less > good,
    );
    if (isGood) good = largestGoodCut(bytes, good, middle);
    else bad = middle;
  }
  return good;
}

function largestGoodCut(bytes: Buffer, from: number, to: number): number {
  for (let less = 0; less <= 3; less += 1) if (isUtf8(bytes.subarray(from, to - less))) return to - less;
  return from;
}

function placeOfByte(bytes: Buffer, offset: number): string {
  const above = bytes.subarray(0, offset);
  const lineStart = above.lastIndexOf(10) + 1;
  let line = 1;
  for (let at = above.indexOf(10); at !== -1; at = above.indexOf(10, at + 1)) line += 1;
  return `${line}:${above.subarray(lineStart).toString('utf8').length + 1}`;
}

/** Reads the stream of manifests. @throws EarlyExit if it cannot be text */
export function readStream(io: Io): string {
  const read = io.readStdin();
  if (!read.ok) throw new EarlyExit(`phasegate: standard input cannot be read (${read.error})`);
  const bytes = read.value;
  if (bytes.length > LONGEST)
    throw new EarlyExit(
      `phasegate: standard input is longer than ${LONGEST} bytes, the most that phasegate can read`,
    );
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new EarlyExit(
    `<stdin>:${placeOfByte(bytes, firstBrokenByte(bytes))}: error: not UTF-8\n  why: manifests must be UTF-8; other bytes cannot be passed through unchanged\n  do:  find the values file or template in another encoding; nothing was written`,
  );
}

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
      what: `cannot read this document of the release: ${reason}`,
      id: 'syntax',
      source: { text, line, column },
      why: 'a release is changed as a whole or not at all',
      remedy: 'fix the template or value that renders this line; nothing was written',
    },
    PLAIN,
  );
}
