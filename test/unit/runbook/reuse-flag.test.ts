import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { reuseValuesBreaks } from '../../../src/packs/pyroscope/rules/reuse-values-breaks.ts';
import { reuseFlag } from '../../../src/packs/pyroscope/steps/upgrade.ts';
import { check } from '../rules/run-example.ts';
import { state, step, written } from './state.ts';

const REUSE = '--reuse-values';
const RESET = '--reset-then-reuse-values';

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

  const pairs = CHART.versions.flatMap((from, at) => CHART.versions.slice(at).map((to) => ({ from, to })));

  it('agrees with the linter for every pair of known charts', () => {
    const ANY = written({});
    for (const { from, to } of pairs) {
      const previous = { ...state({ chart: from }).values, user: ANY };
      const found = check(
        reuseValuesBreaks,
        { ...state({ chart: to }).values, previous, valuesChange: false },
        {},
      );
      expect([from, to, reuseFlag(from, to)]).toEqual([from, to, [...found].length > 0 ? RESET : REUSE]);
    }
  });

  it('is --reuse-values once the chart has been upgraded', () => {
    const old = { chart: '1.19.2' };
    expect(step('chart-upgrade', old).command).toContain(RESET);
    expect(step('to-dual', old).command).toContain(REUSE);
    expect(step('to-v2', old).command).toContain(REUSE);
  });
});
