import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, foreignDocument, releaseIn } from './arbitraries.ts';
import { releaseDocuments } from './release-documents.ts';
import { type Asked, renderTexts } from './render-texts.ts';

interface Piece {
  readonly before: string;
  readonly after: string;
}

/** A release's documents, each with what becomes of it when the release stands alone. */
async function renderedAlone(documents: readonly string[], intent: Asked): Promise<Piece[]> {
  const { texts } = await renderTexts(documents.join(''), intent);
  expect(texts).toHaveLength(documents.length);
  return documents.map((before, index) => ({ before, after: texts[index] ?? '' }));
}

/** Deals lists into one by chance, each in its own order. @param draws numbers from 0 up to 1 */
function interleaved(lists: readonly (readonly Piece[])[], draws: readonly number[]): Piece[] {
  const left = lists.map((list) => [...list]);
  const dealt: Piece[] = [];
  for (let turn = 0; left.some((list) => list.length > 0); turn += 1) {
    const open = left.filter((list) => list.length > 0);
    const chosen = open[Math.floor((draws[turn % draws.length] ?? 0) * open.length)];
    dealt.push(...(chosen?.splice(0, 1) ?? []));
  }
  return dealt;
}

const draws = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 5, maxLength: 20 });
const foreign = fc.array(foreignDocument, { maxLength: 5 });

const joined = (pieces: readonly Piece[], side: keyof Piece): string =>
  pieces.map((piece) => piece[side]).join('');

describe('documents of others between those of a release', () => {
  it('stay as they are, lose nothing, and change nothing in the release', async () => {
    const property = fc.asyncProperty(
      releaseIn('one'),
      releaseIn('two'),
      foreign,
      asked,
      draws,
      async (one, two, others, intent, chances) => {
        const pieces = interleaved(
          [
            await renderedAlone(releaseDocuments(one), intent),
            await renderedAlone(releaseDocuments(two), intent),
            others.map((text) => ({ before: text, after: text })),
          ],
          chances,
        );
        const { stream } = await renderTexts(joined(pieces, 'before'), intent);
        expect(stream).toBe(joined(pieces, 'after'));
      },
    );
    await fc.assert(property, { numRuns: 250 });
  });

  it('whatever their order, a cut of the stream passes its foreign part on', async () => {
    const property = fc.asyncProperty(foreign, foreign, releaseIn('one'), async (above, below, written) => {
      const own = releaseDocuments(written);
      const { texts } = await renderTexts([...above, ...own, ...below].join(''), { phase: written.phase });
      const text = texts.join('');
      expect(text.startsWith(above.join(''))).toBe(true);
      expect(text.endsWith(below.join(''))).toBe(true);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});
