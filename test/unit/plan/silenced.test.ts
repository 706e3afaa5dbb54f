import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { runInProcess } from '../../in-process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasegate-plan-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Planned {
  readonly ruleId: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string | null;
  readonly flag: string | null;
  readonly path: string;
  readonly outcome: string;
  readonly by: string | null;
}

/** Ways to silence findings of a rule, as a config's text. */
const WAYS: Readonly<Record<string, (rule: string, found: readonly Planned[]) => string>> = {
  ignore: (rule) => `lint:\n  ignores:\n    - rule: ${rule}\n      reason: known\n`,
  off: (rule) => `lint:\n  rules:\n    ${rule}: off\n`,
  baseline: (rule, found) => {
    const findings = [{ path: '', file: 'after.yaml' }, ...found].map(({ path, file }) => ({
      ...{ ruleId: `pyroscope/${rule}`, file: file ?? 'after.yaml', path, count: 99 },
    }));
    writeFileSync(join(folder, 'baseline.json'), JSON.stringify({ version: 1, findings }));
    return 'lint:\n  baseline: baseline.json\n';
  },
};

/** Plans an example's step, and says what notices and findings tell of a rule. */
async function plan(id: string, example: Example, config = '') {
  const { values = '', before = values, chart = EXAMPLE_CHART, fromChart = chart } = example;
  for (const [file, text] of [
    ['before.yaml', before],
    ['after.yaml', values],
    ['phasegate.yaml', config],
  ] as const)
    writeFileSync(join(folder, file), text);
  const args = [
    ...['plan', '--from-values', 'before.yaml', '--to-values', 'after.yaml'],
    ...['--from-chart-version', fromChart, '--chart-version', chart],
    ...['--format', 'text', '--format', 'json=plan.json'],
  ];
  const { code, out } = await runInProcess(args, { cwd: folder });
  const { notices, findings } = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
  const refusals = notices.filter((one: { id: string; severity: string }) => one.severity === 'refusal');
  return {
    code,
    out,
    isRefused: refusals.some((one: { id: string }) => one.id === id),
    notices: notices as readonly { readonly id: string; readonly severity: string; readonly what: string }[],
    findings: findings as readonly Planned[],
    own: (findings as readonly Planned[]).filter(({ ruleId }) => ruleId === `pyroscope/${id}`),
  };
}

/** Errors that render lets be silenced. */
const yielding = new Set(
  RULES.filter(({ yieldsTo, inRender }) => yieldsTo === 'ignore' || inRender === 'pass').map(({ id }) => id),
);

const steps = RULES.flatMap(({ id, bad }) =>
  bad
    .filter(({ values, history }) => values !== undefined && history === undefined)
    .map((one) => [id, one] as const),
);

describe('a step that plan refuses', () => {
  it('yields to no ignore, no `off` and no baseline, and is told once', async () => {
    const tried = new Set<string>();
    for (const [id, example] of [...steps, ['unknown-chart', { values: '', chart: '3.0.0' }] as const]) {
      if (tried.has(id)) continue;
      const open = await plan(id, example);
      if (!open.isRefused) continue;
      tried.add(id);
      const told = open.notices.map(({ id: name, what }) => `pyroscope/${name} ${what}`);
      const twice = open.findings.filter(({ ruleId, message }) => told.includes(`${ruleId} ${message}`));
      expect([id, twice]).toEqual([id, []]);
      for (const [way, config] of Object.entries(WAYS)) {
        const { code, isRefused } = await plan(id, example, config(id, open.own));
        expect([id, way, code, isRefused]).toEqual([id, way, 1, true]);
      }
    }
    expect(tried.size).toBeGreaterThanOrEqual(8);
  });
});

describe('what lint finds in the values of a step', () => {
  it('stays where it is an error that render would not let be silenced, and is silenced where it is not', async () => {
    const tried = { error: new Set<string>(), silenced: new Set<string>() };
    for (const [id, example] of steps) {
      if (tried.error.has(id) || tried.silenced.has(id)) continue;
      const open = await plan(id, example);
      const isError = open.own.some(({ severity }) => severity === 'error');
      if (open.own.length === 0) continue;
      tried[isError ? 'error' : 'silenced'].add(id);
      for (const [way, config] of Object.entries(WAYS)) {
        const { code, own, out } = await plan(id, example, config(id, open.own));
        const mayBe = !isError || yielding.has(id);
        if (!mayBe) expect([id, way, code]).toEqual([id, way, 1]);
        const errors = open.findings.filter(({ severity }) => severity === 'error');
        const areOwn = errors.every(({ ruleId }) => ruleId === `pyroscope/${id}`);
        if (isError && mayBe && areOwn) expect(out).toContain('phasegate lint finds none');
        for (const { severity, outcome, by } of own) {
          const expected = severity === 'error' && !mayBe ? 'said' : 'silenced';
          expect([id, way, severity, outcome]).toEqual([id, way, severity, expected]);
          if (outcome === 'silenced') expect(by).toMatch(/known|off|baseline/);
        }
        if (mayBe) expect(out).not.toContain(`[pyroscope/${id}]`);
      }
    }
    expect(tried.error.size).toBeGreaterThanOrEqual(8);
    expect(tried.silenced.size).toBeGreaterThanOrEqual(15);
  });

  it.each([
    ['files: [after.yaml]', 'silenced'],
    ['files: [other.yaml]', 'said'],
    ['path: nosuch', 'silenced'],
    ['path: other', 'said'],
    ['until: 2020-01-31', 'said'],
  ])('is silenced by an ignore with %s: %s', async (limit, outcome) => {
    const config = `lint:\n  ignores:\n    - rule: unknown-key\n      reason: known\n      ${limit}\n`;
    const { findings } = await plan('unknown-key', { values: 'nosuch: 1\n' }, config);
    const own = findings.filter(({ ruleId }) => ruleId === 'unknown-key');
    expect(own.map((one) => one.outcome)).toEqual([outcome]);
  });

  it('is silenced in files that an override names', async () => {
    const config = 'lint:\n  overrides:\n    - files: [after.yaml]\n      rules:\n        unknown-key: off\n';
    const { findings, out } = await plan('unknown-key', { values: 'nosuch: 1\n' }, config);
    expect(findings.find(({ ruleId }) => ruleId === 'unknown-key')).toMatchObject({
      outcome: 'silenced',
      by: 'phasegate.yaml: off',
    });
    expect(out).not.toContain('unknown-key');
  });
});

describe('what the config says about a rule', () => {
  const example = { values: 'minio: { enabled: true, rootPassword: hunter22 }\n' };
  const planned = async (entry: string) => {
    const { code, own } = await plan(
      'plaintext-secret',
      example,
      `lint:\n  rules:\n    plaintext-secret: ${entry}\n`,
    );
    return [code, own.map(({ severity }) => severity)];
  };

  it('raises its severity, and sets its options, as in lint', async () => {
    expect(await planned('{}')).toEqual([0, ['warning']]);
    expect(await planned('error')).toEqual([1, ['error']]);
    expect(await planned('info')).toEqual([0, ['info']]);
    expect(await planned('{ options: { allow: [minio.rootPassword] } }')).toEqual([0, []]);
  });

  it('never lowers an error', async () => {
    const error = steps.find(([id]) => id === 'both-layers-off');
    const { code, own } = await plan(
      'both-layers-off',
      error?.[1] ?? example,
      'lint:\n  rules:\n    both-layers-off: info\n',
    );
    expect([code, own.filter(({ severity }) => severity !== 'error')]).toEqual([1, []]);
  });
});

describe('a chart of a newer minor version', () => {
  it('is a note, which the config silences', async () => {
    const example = { values: '', chart: '2.9.0' };
    const open = await plan('unknown-chart', example);
    expect([open.code, open.notices.map(({ id }) => id)]).toEqual([0, ['unknown-chart']]);
    for (const config of Object.values(WAYS)) {
      const { notices, own, out } = await plan('unknown-chart', example, config('unknown-chart', []));
      expect(notices).toEqual([]);
      expect(own.map(({ outcome }) => outcome)).toEqual(['silenced']);
      expect(out).not.toContain('unknown-chart');
    }
  });

  it('of a newer major version is accepted by the config', async () => {
    const { code } = await plan(
      'unknown-chart',
      { values: '', chart: '3.0.0' },
      'acceptUnknownChart: true\n',
    );
    expect(code).toBe(0);
  });
});

it('weights that drop data are accepted by the config, as render accepts them', async () => {
  const weights = 'migration: { ingesterWeight: 0.5, segmentWriterWeight: 0.5 }';
  const values = `architecture: { storage: { v1: true, v2: true, ${weights} } }\n`;
  const step = { values, before: 'architecture: { storage: { v1: true, v2: false } }\n' };
  const notices = async (config: string) => {
    const told = (await plan('weights-drop-data', step, config)).notices;
    return told.map(({ severity }) => severity);
  };
  expect(await notices('')).toEqual(['refusal']);
  expect(await notices('acceptLoss: true\n')).toEqual(['warning']);
});
