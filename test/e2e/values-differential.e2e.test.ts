import { describe, expect } from 'vitest';
import { err, ok, type Result } from '../../src/result.ts';
import { coalesceWithDefaults } from '../../src/values/merge.ts';
import { readValuesText } from '../../src/values/read-values.ts';
import { resolveUserValues } from '../../src/values/resolve.ts';
import { temporaryFolder } from './tools/paths.ts';
import { helmTest } from './tools/provided.ts';
import { chartDefaults, helmJson, Judge, type Verdict } from './values-differential/judge.ts';
import { flagFiles } from './values-differential/random-flag.ts';
import { type Combination, combination } from './values-differential/random-yaml.ts';

const COMBINATIONS = 1050;
/** The same combinations at every run, so that a change is judged by what it changed; VALUES_SEED tries others. */
const firstSeed = Number(process.env.VALUES_SEED ?? 20_261);

describe.concurrent(`values of ${COMBINATIONS} random combinations, VALUES_SEED=${firstSeed}`, () => {
  for (const major of [3, 4] as const) {
    helmTest(
      `resolve as Helm ${major} resolves them`,
      { timeout: 900_000 },
      async ({ helm, onTestFinished }) => {
        const judge = await Judge.in(
          await temporaryFolder(onTestFinished),
          major === 3 ? helm.helm3 : helm.helm4,
        );
        const seen = { values: 0, error: 0 };
        for (let seed = firstSeed; seed < firstSeed + COMBINATIONS; seed++) {
          const given = combination(seed);
          const verdict = await judge.judge(given);
          seen[verdict.kind]++;
          const difference = differenceOf(verdict, resolved(given, major));
          expect(difference && { ...difference, ...given, rerun: `VALUES_SEED=${seed}` }).toBeUndefined();
        }
        // A run in which Helm refuses nearly all, or nothing, would prove little.
        expect(seen.values).toBeGreaterThan(COMBINATIONS / 4);
        expect(seen.error).toBeGreaterThan(COMBINATIONS / 20);
      },
    );
  }
});

function resolved({ files, setFlags }: Combination, helm: 3 | 4): Result<string, unknown> {
  const readFile = (path: string) => {
    const text = flagFiles.get(path);
    return text === undefined ? err('no such file') : ok(text);
  };
  const user = resolveUserValues({ files, setFlags, readFile, helm });
  const defaults = readValuesText(chartDefaults, 'values.yaml', helm);
  if (!user.ok) return user;
  if (!defaults.ok) return defaults;
  return ok(helmJson(coalesceWithDefaults(user.value, defaults.value, helm)));
}

function differenceOf(verdict: Verdict, ours: Result<string, unknown>): object | undefined {
  if (verdict.kind === 'error') return ours.ok ? { helm: verdict.stderr, ours: ours.value } : undefined;
  if (ours.ok && ours.value === verdict.json) return undefined;
  return { helm: verdict.json, ours: ours.ok ? ours.value : ours.error };
}
