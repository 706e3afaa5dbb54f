import { deepStrictEqual } from 'node:assert/strict';
import { scanBlockDocument } from '../../src/yaml/block-scanner.ts';
import type { StreamDocument } from '../../src/yaml/documents.ts';
import { readStrictly } from '../../src/yaml/library-tree.ts';
import { plainTree } from './plain-tree.ts';

/**
 * Reads a document with the block scanner and, where it takes the document, with the `yaml` library.
 * @returns whether the scanner read it
 * @throws AssertionError where the trees differ
 */
export function readAlike({ text, bodyStart }: Pick<StreamDocument, 'text' | 'bodyStart'>): boolean {
  const scanned = scanBlockDocument(text, bodyStart);
  if (scanned === undefined) return false;
  const parsed = readStrictly(text);
  const theirs = parsed.ok ? plainTree(parsed.root) : parsed.problem;
  deepStrictEqual(plainTree(scanned), theirs);
  return true;
}
