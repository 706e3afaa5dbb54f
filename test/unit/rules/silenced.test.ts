import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { runInProcess } from '../../in-process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasegate-silenced-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ways to silence a rule, as a config's text. */
const WAYS = {
  ignore: (rule: string) => `lint:\n  ignores:\n    - rule: ${rule}\n      reason: known\n`,
  off: (rule: string) => `lint:\n  rules:\n    ${rule}: off\n`,
  baseline: (rule: string) => {
    const findings = [{ ruleId: rule, file: 'values.yaml', path: 'a', count: 99 }];
    writeFileSync(join(folder, 'baseline.json'), JSON.stringify({ version: 1, findings }));
    return 'lint:\n  baseline: baseline.json\n';
  },
} as const;

interface Reported {
  readonly ruleId: string;
  readonly outcome: string;
  readonly by?: string;
}

const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Renders, and says how each finding of a rule ended. */
async function render(id: string, input: string, asked: Readonly<Record<string, string>>, config = '') {
  writeFileSync(join(folder, 'phasegate.yaml'), config);
  const flags = Object.entries(asked).flatMap(([name, value]) => [flagOf(name), value]);
  const args = ['render', ...flags, '--report', 'report.json'];
  const { code, out, err } = await runInProcess(args, {
    cwd: folder,
    input,
    env: { XDG_STATE_HOME: folder },
  });
  const { releases } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  const all = releases.flatMap(({ findings }: { findings: readonly Reported[] }) => findings);
  const own: readonly Reported[] = all.filter(({ ruleId }: Reported) => ruleId === `pyroscope/${id}`);
  return { code, out, err, outcomes: own.map(({ outcome }) => outcome), by: own.map(({ by }) => by) };
}

/** One example a rule that shows an outcome in render. */
async function examplesOf(outcome: string) {
  const found = new Map<string, readonly [string, string, Readonly<Record<string, string>>]>();
  for (const { id, bad } of RULES)
    for (const { manifests, before, asked = {} } of bad) {
      if (found.has(id) || manifests === undefined || before !== undefined) continue;
      const { outcomes } = await render(id, manifests, asked);
      if (outcomes.includes(outcome)) found.set(id, [id, manifests, asked]);
    }
  return [...found.values()];
}

describe('a refusal of render', () => {
  it('yields to no ignore, no `off` and no baseline, unless its rule says so', async () => {
    const refusing = await examplesOf('refused');
    expect(refusing.length).toBeGreaterThanOrEqual(15);
    const yielding = new Set(RULES.filter(({ yieldsTo }) => yieldsTo === 'ignore').map(({ id }) => id));
    expect(yielding.size).toBe(20);
    for (const [id, manifests, asked] of refusing)
      for (const [way, config] of Object.entries(WAYS)) {
        const { code, out, outcomes, by } = await render(id, manifests, asked, config(id));
        if (yielding.has(id)) {
          expect([id, way, new Set(outcomes)]).toEqual([id, way, new Set(['accepted'])]);
          expect(by[0]).toMatch(/phasegate\.yaml|baseline/);
        } else expect([id, way, code, out, outcomes.includes('refused')]).toEqual([id, way, 1, '', true]);
      }
  });

  it('names the ignore that lets it through', async () => {
    const [, manifests, asked] =
      (await examplesOf('refused')).find(([id]) => id === 'fullname-too-long') ?? [];
    const { err } = await render('fullname-too-long', manifests ?? '', asked ?? {});
    expect(err).toContain('an entry under lint.ignores in phasegate.yaml, with its reason, lets it through');
  });
});

describe('a warning of render', () => {
  it('is silenced by each of them, and still in the report with the reason', async () => {
    const told = await examplesOf('said');
    expect(told.length).toBeGreaterThanOrEqual(15);
    for (const [id, manifests, asked] of told)
      for (const [way, config] of Object.entries(WAYS)) {
        const { err, outcomes, by } = await render(id, manifests, asked, config(id));
        expect([id, way, outcomes.includes('said'), outcomes.includes('silenced')]).toEqual([
          id,
          way,
          false,
          true,
        ]);
        expect(by.join()).toMatch(/known|off|baseline/);
        expect(err).not.toContain(`[pyroscope/${id}]`);
        expect(err).not.toMatch(new RegExp(` pyroscope/${id}\\]`));
      }
  });

  it('is told again once the ignore has ended, and where it is about one file', async () => {
    const [[id, manifests, asked] = ['', '', {}]] = await examplesOf('said');
    for (const limit of ['until: 2020-01-31', 'files: [values.yaml]']) {
      const { outcomes } = await render(id, manifests, asked, `${WAYS.ignore(id)}      ${limit}\n`);
      expect([limit, outcomes.includes('said')]).toEqual([limit, true]);
    }
  });

  it('does not refuse under --strict once it is silenced', async () => {
    let refused = 0;
    for (const [id, manifests, asked] of await examplesOf('said')) {
      const open = await render(id, manifests, asked, 'strict: true\n');
      const silenced = await render(id, manifests, asked, `strict: true\n${WAYS.off(id)}`);
      refused += Number(open.outcomes.includes('refused'));
      expect([id, silenced.outcomes.includes('refused')]).toEqual([id, false]);
    }
    expect(refused).toBeGreaterThanOrEqual(10);
  });
});
