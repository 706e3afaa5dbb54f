import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLintFlags } from '../../../src/cli/lint/flags.ts';
import { lintFiles } from '../../../src/cli/lint/lint-files.ts';
import { startLintRun } from '../../../src/cli/lint/lint-run.ts';
import { applyFixes } from '../../../src/lint/apply-fixes.ts';
import type { Fix } from '../../../src/lint/finding.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';
import { exampleText, fixableText, valuesText } from './values-texts.ts';
import { emptyFolder, ioIn, phasegate, runs } from './world.ts';

const FILE = 'values.yaml';

/** The fixes that one run of the linter proposes for a text of values.yaml. */
async function fixesOf(text: string, folder: string): Promise<readonly Fix[]> {
  const io = ioIn(folder);
  const run = await startLintRun(readLintFlags([FILE]), io, PACKS);
  writeFileSync(join(folder, FILE), text);
  const { sources } = await lintFiles(run);
  return sources.flatMap(({ findings }) => findings.flatMap(({ fix }) => fix ?? []));
}

/** The values of a text as Helm reads it, without what lies at or below paths; undefined where Helm refuses it. */
function valuesWithout(text: string, paths: readonly (readonly string[])[]): unknown {
  const read = readValuesText(text, FILE);
  return read.ok ? without(toJson(read.value), paths) : undefined;
}

/** Maps that hold nothing but what was taken out are gone, too: a fix may empty one place and fill another. */
function without(data: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (typeof data !== 'object' || data === null) return data;
  const kept = Object.entries(data).flatMap(([key, value]) => {
    const below = paths.filter(([first]) => first === key).map((path) => path.slice(1));
    const rest = below.length === 0 ? value : without(value, below);
    return rest === undefined ? [] : [[key, rest] as const];
  });
  if (kept.length === 0 && paths.length > 0) return undefined;
  return Array.isArray(data) ? kept : new Map(kept);
}

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
