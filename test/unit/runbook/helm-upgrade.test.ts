import { describe, expect, it } from 'vitest';
import type { Assignment } from '../../../src/pack.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { reuseValuesBreaks } from '../../../src/packs/pyroscope/rules/reuse-values-breaks.ts';
import { ok } from '../../../src/result.ts';
import { helmUpgrade } from '../../../src/step/runbook.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import type { SetFlag } from '../../../src/values/set-flag.ts';
import { toJson } from '../../../src/values/tree.ts';
import { runExample } from '../rules/run-example.ts';
import { step } from './state.ts';

const REUSE = '--reuse-values';
const RESET = '--reset-then-reuse-values';

const RELEASE = {
  release: 'profiles',
  namespace: 'observability',
  chartRef: 'grafana/pyroscope',
  helm: 4,
} as const;

function reuseFlag(from: string, to: string): string {
  const { keepsValues } = PYROSCOPE_CHART;
  const upgrade = { phase: { id: 'dual' }, from, to, ...(keepsValues && { keepsValues }) };
  return helmUpgrade(RELEASE, upgrade).find((word) => word.endsWith(REUSE.slice(1))) ?? '';
}

/** As helm 3.21 and 4.2 answered, run or rendered, on real charts. */
describe('how the values are kept', () => {
  it.each([
    ['1.14.0', '1.15.1', RESET],
    ['1.14.0', '2.2.1', RESET],
    ['1.15.1', '1.18.1', REUSE],
    ['1.15.1', '1.19.2', RESET],
    ['1.18.1', '1.19.1', RESET],
    ['1.19.1', '1.20.3', REUSE],
    ['1.19.2', '1.21.0', RESET],
    ['1.20.3', '1.21.0', RESET],
    ['1.20.3', '2.2.1', RESET],
    ['1.21.0', '2.0.2', REUSE],
    ['1.21.0', '2.2.1', REUSE],
    ['2.0.1', '2.2.1', REUSE],
    ['2.2.1', '2.2.1', REUSE],
    ['1.14.0', '1.14.0', REUSE],
    ['2.2.1', '2.9.0', RESET],
  ])('from %s to %s: %s', (from, to, flag) => {
    expect(reuseFlag(from, to)).toBe(flag);
  });

  const pairs = PYROSCOPE_CHART.versions.flatMap((from, at) =>
    PYROSCOPE_CHART.versions.slice(at).map((to) => ({ from, to })),
  );

  it('agrees with the linter for every pair of known charts', () => {
    for (const { from, to } of pairs) {
      const found = runExample(reuseValuesBreaks, { values: '{}\n', chart: to, fromChart: from });
      // Nobody tried to come from charts before the phases.
      const isTried = from !== '1.14.0' || to === from;
      expect([from, to, reuseFlag(from, to)]).toEqual([
        from,
        to,
        found.length > 0 || !isTried ? RESET : REUSE,
      ]);
    }
  });

  it('is --reuse-values once the chart has been upgraded', () => {
    const old = { chart: '1.19.2' };
    expect(step('chart-upgrade', old).command).toContain(RESET);
    expect(step('to-dual', old).command).toContain(REUSE);
    expect(step('to-v2', old).command).toContain(REUSE);
  });
});

const isSetFlag = (word: string | undefined): word is '--set' | '--set-string' =>
  word === '--set' || word === '--set-string';

/** What Helm reads of the words that an assignment becomes. */
function readBack(assignment: Assignment): unknown {
  const words = helmUpgrade(RELEASE, { phase: { id: 'p' }, from: '1.0.0', to: '1.0.0', set: [assignment] });
  const setFlags = words.flatMap((text, at): SetFlag[] => {
    const flag = words[at - 1];
    return isSetFlag(flag) ? [{ flag, text }] : [];
  });
  const read = resolveUserValues({ files: [], setFlags, readFile: () => ok('') });
  return read.ok ? JSON.parse(JSON.stringify(toJson(read.value))) : read.error;
}

describe('what a step sets', () => {
  it.each<[Assignment, unknown]>([
    [[['a', 'b'], true], { a: { b: true } }],
    [[['a', 'storage.dir'], '/data/.shared'], { a: { 'storage.dir': '/data/.shared' } }],
    [[['a'], ''], { a: '' }],
    [[['a'], 3], { a: 3 }],
    [[['a'], '3'], { a: '3' }],
    [[['a'], 'true'], { a: 'true' }],
    [[['a'], 'one,two'], { a: 'one,two' }],
    [[['a'], '{one}'], { a: '{one}' }],
    [[['a'], 'back\\slash'], { a: 'back\\slash' }],
    [[['list', 0, 'x'], 'y'], { list: [{ x: 'y' }] }],
    [[['a'], '2026-11-21T11:01:00Z'], { a: '2026-11-21T11:01:00Z' }],
  ])('%j is what Helm reads', (assignment, expected) => {
    expect(readBack(assignment)).toEqual(expected);
  });
});
