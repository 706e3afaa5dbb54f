import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { defaultsOf } from '../../../src/release/chart-values.ts';
import { err, ok, type Result } from '../../../src/result.ts';
import { coalesceWithDefaults } from '../../../src/values/merge.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import type { ValueNode } from '../../../src/values/tree.ts';
import { helmJson } from '../../e2e/values-differential/judge.ts';
import { flagFiles } from '../../e2e/values-differential/random-flag.ts';
import { type Combination, combination } from '../../e2e/values-differential/random-yaml.ts';
import { valuesText } from './values-texts.ts';
import { emptyFolder, phasegate, runs } from './world.ts';

const CHART = '2.2.1';
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Files and flags of the differential test with Helm, and between them values of the chart. */
const given = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.option(valuesText))
  .map(([seed, text]): Combination => {
    const random = combination(seed);
    const chart = text === null ? [] : [{ name: 'chart-values.yaml', text }];
    return { ...random, files: [...random.files.slice(0, 1), ...chart, ...random.files.slice(1)] };
  });

function resolved({ files, setFlags }: Combination, helm: 3 | 4): Result<ValueNode, unknown> {
  const readFile = (path: string) => {
    const text = flagFiles.get(path);
    return text === undefined ? err('no such file') : ok(text);
  };
  const user = resolveUserValues({ files, setFlags, readFile, helm });
  return user.ok ? ok(coalesceWithDefaults(user.value, defaultsOf(PYROSCOPE_CHART, CHART), helm)) : user;
}

function argvOf({ files, setFlags }: Combination, helm: 3 | 4): readonly string[] {
  const named = files.flatMap(({ name }) => ['-f', name]);
  const flags = setFlags.map(({ flag, text }) => `${flag}=${text}`);
  return ['values', '--format', 'json', '--helm', `${helm}`, '--chart-version', CHART, ...named, ...flags];
}

/** Numbers as they are written, which JSON.parse would round; JSON.stringify knows no -0. */
const marked = (json: string): unknown =>
  JSON.parse(json.replace(TOKEN, (token) => (token[0] === '"' ? token : `"#${token === '-0' ? 0 : token}"`)));

describe('phasegate values --format json', () => {
  it('prints what the library resolves, or refuses what it refuses', async () => {
    const folder = emptyFolder();
    for (const [name, text] of flagFiles) writeFileSync(join(folder, name), text);
    const seen = { printed: 0, refused: 0 };
    const property = fc.asyncProperty(given, fc.constantFrom(3 as const, 4 as const), async (user, helm) => {
      for (const { name, text } of user.files) writeFileSync(join(folder, name), text);
      const { code, out, said } = await phasegate(argvOf(user, helm), folder);
      const expected = resolved(user, helm);
      expect(code, said).toBe(expected.ok ? 0 : 2);
      if (expected.ok) expect(marked(out)).toEqual(marked(helmJson(expected.value)));
      else expect(out).toBe('');
      seen[expected.ok ? 'printed' : 'refused']++;
    });
    await fc.assert(property, runs(200));
    expect(seen.printed).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(5);
  });
});
