import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanBlockDocument } from '../../src/yaml/block-scanner.ts';
import { type StreamDocument, splitDocuments } from '../../src/yaml/documents.ts';
import { readStrictly } from '../../src/yaml/library-tree.ts';
import { releaseIn } from './arbitraries.ts';
import { anyBlockText, plainBlockText } from './block-text.ts';
import { mutated } from './mutated-text.ts';
import { plainTree } from './plain-tree.ts';
import { releaseDocuments } from './release-documents.ts';

/** @returns whether the scanner read the document; what it read must be what the `yaml` library reads. */
function readAlike({ text, bodyStart }: StreamDocument): boolean {
  const scanned = scanBlockDocument(text, bodyStart);
  if (scanned === undefined) return false;
  const parsed = readStrictly(text);
  const theirs = parsed.ok ? plainTree(parsed.root) : parsed.problem;
  expect(plainTree(scanned), JSON.stringify(text)).toEqual(theirs);
  return true;
}

const releaseText = releaseIn('ns').map((written) => releaseDocuments(written).join(''));

describe('the block scanner and the yaml library', () => {
  it('read plain block style alike, all of it', () => {
    fc.assert(
      fc.property(plainBlockText, (text) => splitDocuments(text).every(readAlike)),
      { numRuns: 500 },
    );
  });

  it('read alike what the scanner takes of odd and broken documents', () => {
    fc.assert(
      fc.property(anyBlockText, (text) => void splitDocuments(text).map(readAlike)),
      { numRuns: 1500 },
    );
  });

  it('read alike what the scanner takes of documents with characters changed at random', () => {
    const sound = fc.oneof(plainBlockText, anyBlockText, releaseText);
    fc.assert(
      fc.property(mutated(sound), (text) => void splitDocuments(text).map(readAlike)),
      { numRuns: 2500 },
    );
  });
});
