import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/manifest/query.ts';
import { scanBlockDocument } from '../../../src/yaml/block-scanner.ts';
import { readStrictly } from '../../../src/yaml/library-tree.ts';

/** A key's text as the library reads it. */
function parsed(text: string): string | undefined {
  const tree = readStrictly(text);
  return tree.ok ? textAt(tree.root, 'a') : tree.problem.reason;
}

describe('a block scalar that begins with blank lines', () => {
  it.each([
    ['empty', 'a: |\n\n  text\nb: 1\n'],
    ['narrower than the text', 'a: |\n \n  text\nb: 1\n'],
    ['as wide as the text', 'a: |\n  \n  text\nb: 1\n'],
  ])('is read as the library does where they are %s', (_, text) => {
    const scanned = textAt(scanBlockDocument(text, 0), 'a');
    expect(scanned).toContain('text');
    expect(scanned).toBe(parsed(text));
  });

  it.each([
    ['the first', 'a: |\n    \n  text\nb: 1\n'],
    ['a later one', 'a: |\n\n   \n  text\nb: 1\n'],
  ])('is left to the library, which refuses it, where %s is wider than the text', (_, text) => {
    expect(scanBlockDocument(text, 0)).toBeUndefined();
    expect(readStrictly(text).ok).toBe(false);
  });
});
