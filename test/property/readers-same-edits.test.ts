import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanBlockDocument } from '../../src/yaml/block-scanner.ts';
import { asked, releaseIn } from './arbitraries.ts';
import { releaseDocuments } from './release-documents.ts';
import { renderTexts } from './render-texts.ts';

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
