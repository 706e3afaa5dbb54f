import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { readDocument } from '../../../src/yaml/read.ts';
import { foreignDocument, foreignText, releaseIn } from '../../property/arbitraries.ts';
import { anyBlockText, plainBlockText } from '../../property/block-text.ts';
import { mutated } from '../../property/mutated-text.ts';
import { readAlike } from '../../property/read-alike.ts';
import { releaseDocuments } from '../../property/release-documents.ts';
import { bytesOf, type FuzzTarget, gist, textOf } from '../target.ts';

const releaseText = releaseIn('ns').map((written) => releaseDocuments(written).join(''));

const json = fc.json({ maxDepth: 3 }).map((text) => `{"a": ${text}}`);
const jsonStream = fc
  .array(fc.tuple(json, fc.constantFrom('', '\n', ' \r\n', '\n---\n')), { minLength: 1, maxLength: 4 })
  .map((all) => all.flat().join(''));

/** A stream of anything, also of JSON objects. */
export const anyStream: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.oneof(foreignText, foreignDocument, jsonStream), { maxLength: 5 }).map((all) => all.join('')),
  mutated(fc.oneof(releaseText, jsonStream)),
);

/** Lines that separate documents, found line by line. */
const separators = (stream: string): number[] => {
  let offset = 0;
  return stream.split('\n').flatMap((line) => {
    const at = offset;
    offset += line.length + 1;
    return at > 0 && /^---(?:[ \t\r]|$)/.test(line) ? [at] : [];
  });
};

function checkSplit(input: Uint8Array): string {
  const stream = textOf(input);
  const documents = splitDocuments(stream);
  assert.equal(documents.map(({ text }) => text).join(''), stream);
  let offset = 0;
  for (const [index, document] of documents.entries()) {
    assert.deepEqual([document.index, document.offset], [index, offset]);
    assert.ok(document.bodyStart >= 0 && document.bodyStart <= document.text.length);
    offset += document.text.length;
  }
  const starts = new Set(documents.map((document) => document.offset));
  for (const at of separators(stream)) assert.ok(starts.delete(at), `no document begins at offset ${at}`);
  starts.delete(0);
  for (const at of starts) assert.equal(stream[at], '{', `a document begins at offset ${at}`);
  return `${Math.min(documents.length, 8)} documents${starts.size > 0 ? ', JSON' : ''}`;
}

export const stream: FuzzTarget = {
  name: 'stream',
  holds: 'documents joined give the stream back, and begin at its separators and JSON objects alone',
  inputs: anyStream.map(bytesOf),
  runs: 400,
  check: checkSplit,
};

/** @returns how the documents were read */
function checkReaders(input: Uint8Array): string {
  const outcomes = splitDocuments(textOf(input)).map((document) => {
    if (!document.text.includes('\0') && readAlike(document)) return 'scanner';
    const read = readDocument(document);
    if (read.ok) return 'library';
    const { line, column, reason } = read.problem;
    const lines = document.text.split('\n');
    assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`);
    assert.ok(
      column >= 1 && column <= (lines[line - 1] ?? '').length + 1,
      `column ${column} of line ${line}`,
    );
    return gist(reason);
  });
  return [...new Set(outcomes)].sort().join(', ');
}

export const scanner: FuzzTarget = {
  name: 'scanner',
  holds:
    'the block scanner reads what the yaml library reads, or leaves it to the library; problems have a place',
  inputs: fc.oneof(plainBlockText, anyBlockText, mutated(fc.oneof(anyBlockText, releaseText))).map(bytesOf),
  runs: 400,
  check: checkReaders,
};
