import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, releaseIn } from './arbitraries.ts';
import { releaseDocuments } from './release-documents.ts';
import { renderTexts } from './render-texts.ts';

describe('render of its own output', () => {
  it('gives the same bytes again, whatever was asked', async () => {
    let changed = 0;
    const property = fc.asyncProperty(releaseIn('ns'), asked, async (written, intent) => {
      const stream = releaseDocuments(written).join('');
      const once = await renderTexts(stream, intent);
      fc.pre(once.refused.length === 0);
      if (once.stream !== stream) changed += 1;
      const twice = await renderTexts(once.stream, intent);
      expect(twice.refused).toEqual([]);
      expect(twice.stream).toBe(once.stream);
    });
    await fc.assert(property, { numRuns: 300 });
    expect(changed).toBeGreaterThan(0);
  });

  it('asked for nothing, leaves what it wrote for a phase alone', async () => {
    const property = fc.asyncProperty(releaseIn('ns'), asked, async (written, intent) => {
      const once = await renderTexts(releaseDocuments(written).join(''), intent);
      fc.pre(once.refused.length === 0);
      const again = await renderTexts(once.stream, {});
      expect(again.refused).toEqual([]);
      expect(again.stream).toBe(once.stream);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
