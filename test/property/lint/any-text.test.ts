import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './values-texts.ts';
import { emptyFolder, findingsOf, type Reported, runs } from './world.ts';

/** The lines of a text, without their ends; a byte order mark takes no column. */
const linesOf = (text: string): readonly string[] => text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);

const isWithin = (lines: readonly string[], line: number, column: number): boolean => {
  const text = lines[line - 1];
  return text !== undefined && column >= 1 && column <= text.length + 1;
};

function outside(lines: readonly string[], finding: Reported): Reported | undefined {
  const { file, line, column, endLine, endColumn } = finding;
  const isForward = endLine > line || (endLine === line && endColumn >= column);
  const isInside = isWithin(lines, line, column) && isWithin(lines, endLine, endColumn);
  return file === 'values.yaml' && isForward && isInside ? undefined : finding;
}

describe('whatever text a values file has', () => {
  it('the linter ends with a report, and each finding lies within the text', async () => {
    const folder = emptyFolder();
    const property = fc.asyncProperty(anyText, async (text) => {
      // What is no UTF-16, and so no text of a file, has become U+FFFD on its way to the linter.
      const lines = linesOf(Buffer.from(text).toString('utf8'));
      for (const finding of await findingsOf(text, folder)) expect(outside(lines, finding)).toBeUndefined();
    });
    await fc.assert(property, runs(400));
  });
});
