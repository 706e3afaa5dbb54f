import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { asked, releaseIn } from './arbitraries.ts';
import { type ArgsStyle, releaseDocuments, type Written } from './release-documents.ts';
import { type Asked, renderTexts } from './render-texts.ts';

const rendered = (written: Written, intent: Asked) => renderTexts(releaseDocuments(written).join(''), intent);

const meaning = (stream: string): unknown[] =>
  parseAllDocuments(stream).map((document) => document.toJS() as unknown);

describe('how a release is written', () => {
  it('with CRLF makes no difference but in the line ends', async () => {
    const property = fc.asyncProperty(releaseIn('ns'), asked, async (written, intent) => {
      const lf = await rendered({ ...written, crlf: false }, intent);
      const crlf = await rendered({ ...written, crlf: true }, intent);
      expect(crlf.refused).toEqual(lf.refused);
      expect(crlf.stream).toBe(lf.stream.replaceAll('\n', '\r\n'));
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it('with args in another style makes no difference to what the result means', async () => {
    const styles = fc.constantFrom<ArgsStyle>('single', 'plain', 'flush', 'flow');
    const property = fc.asyncProperty(releaseIn('ns'), asked, styles, async (written, intent, args) => {
      const usual = await rendered({ ...written, args: 'double' }, intent);
      const other = await rendered({ ...written, args }, intent);
      expect(other.refused).toEqual(usual.refused);
      expect(meaning(other.stream)).toEqual(meaning(usual.stream));
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
