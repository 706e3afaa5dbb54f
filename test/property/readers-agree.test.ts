import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanBlockDocument } from '../../src/yaml/block-scanner.ts';
import { splitDocuments } from '../../src/yaml/documents.ts';
import { asked, releaseIn } from './arbitraries.ts';
import { anyBlockText, plainBlockText } from './block-text.ts';
import { mutated } from './mutated-text.ts';
import { readAlike } from './read-alike.ts';
import { releaseDocuments } from './release-documents.ts';
import { renderTexts } from './render-texts.ts';

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

/** Lines that only the full parser reads; they mean nothing to any rule. */
const ODDITIES = ['x-odd: &anchor here', 'x-odd: {a, b}', 'x-odd: !tag here', 'x-odd: >', '? x-odd\n: here'];

const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Puts lines above or below all others of a document that begins with its `---` line. */
function withLine(text: string, oddity: string, above: boolean): string {
  const lines = oddity.replaceAll('\n', lineBreakOf(text)) + lineBreakOf(text);
  const cut = above ? text.indexOf('\n') + 1 : text.length;
  return text.slice(0, cut) + lines + text.slice(cut);
}

function withoutLine(text: string, oddity: string): string {
  return text.replace(oddity.replaceAll('\n', lineBreakOf(text)) + lineBreakOf(text), '');
}

const scans = (text: string): boolean => scanBlockDocument(text, 3) !== undefined;

describe('the two readers', () => {
  it('lead to the same edits', async () => {
    let changed = 0;
    const property = fc.asyncProperty(
      releaseIn('ns').filter(({ args }) => args !== 'flow'),
      asked,
      fc.constantFrom(...ODDITIES),
      fc.boolean(),
      async (written, intent, oddity, above) => {
        const plain = releaseDocuments(written);
        const odd = plain.map((text) => withLine(text, oddity, above));
        expect([plain.every(scans), odd.some(scans)]).toEqual([true, false]);
        const byScanner = await renderTexts(plain.join(''), intent);
        const byLibrary = await renderTexts(odd.join(''), intent);
        expect(byLibrary.refused).toEqual(byScanner.refused);
        expect(byLibrary.texts.map((text) => withoutLine(text, oddity))).toEqual(byScanner.texts);
        if (byScanner.stream !== plain.join('')) changed += 1;
      },
    );
    await fc.assert(property, { numRuns: 150 });
    expect(changed).toBeGreaterThan(0);
  });
});
