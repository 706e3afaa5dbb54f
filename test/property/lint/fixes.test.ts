import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../../src/lint/apply-fixes.ts';
import type { Fix } from '../../../src/lint/finding.ts';
import { FILE, fixesOf, valuesWithout } from './fixes.ts';
import { runs } from './runs.ts';
import { exampleText, fixableText, valuesText } from './values-texts.ts';
import { emptyFolder, phasegate } from './world.ts';

const ROUNDS = 5;

/** Values with a comment above and behind some of their lines, each comment with a number of its own. */
const commented = fc
  .tuple(
    fc.oneof(fixableText, fixableText, exampleText, valuesText),
    fc.infiniteStream(fc.constantFrom('', '', 'above', 'behind')),
  )
  .map(([text, places]) =>
    text
      .split('\n')
      .map((line, index) => {
        const place = places.next().value;
        // Within block texts and quotes it is text, which must stay as well.
        if (place === 'above') return `# comment ${index}.\n${line}`;
        return place === 'behind' && line.trim() !== '' ? `${line} # comment ${index}.` : line;
      })
      .join('\n'),
  );

const commentsOf = (text: string): readonly string[] => text.match(/# comment \d+\./g) ?? [];

/** One fix by itself changes nothing but what it names. */
function expectNoMore(text: string, fix: Fix): void {
  const { text: after } = applyFixes(text, [fix]);
  expect(valuesWithout(after, fix.changes)).toEqual(valuesWithout(text, fix.changes));
}

describe('phasegate lint --fix', () => {
  it('changes no value that no fix names, keeps comments, and has nothing to fix the second time', async () => {
    const folder = emptyFolder();
    let fixed = 0;
    const property = fc.asyncProperty(commented, async (text) => {
      let now = text;
      for (let round = 0; round < ROUNDS; round++) {
        const fixes = await fixesOf(now, folder);
        for (const fix of fixes) expectNoMore(now, fix);
        const { text: next, applied } = applyFixes(now, fixes);
        fixed += applied;
        if (next === now) break;
        now = next;
      }
      expect(commentsOf(now)).toEqual(commentsOf(text));

      await fixesOf(text, folder); // writes the file
      const first = await phasegate(['lint', '--fix', FILE], folder);
      expect(readFileSync(join(folder, FILE), 'utf8'), first.said).toBe(now);
      await phasegate(['lint', '--fix', FILE], folder);
      expect(readFileSync(join(folder, FILE), 'utf8')).toBe(now);
    });
    await fc.assert(property, runs(120));
    // Texts with nothing to fix would prove nothing.
    expect(fixed).toBeGreaterThan(15);
  });
});
