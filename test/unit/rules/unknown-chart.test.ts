import { describe, expect, it } from 'vitest';
import { type Case, type Chart, known, type ManifestObject, type State } from '../../../src/pack.ts';
import { severityOf, violationsOf } from '../../../src/rules/judge.ts';
import { rulesOf } from '../../../src/rules/rules-of-pack.ts';
import { unknownChartAmong } from '../../../src/rules/unknown-chart.ts';
import { NO_HISTORY } from '../../../src/step/time-line.ts';
import { PACK } from '../release/small-pack.ts';

const chart = (name: string, ...versions: string[]): Chart => ({ name, versions, defaults: () => ({}) });
const RULE = unknownChartAmong([
  chart('archive', '1.0.0', '2.2.1'),
  chart('archive-stack', '40.1.0', '60.3.0'),
]);

const labelled = (label: string): ManifestObject =>
  ({ labels: { 'helm.sh/chart': label }, place: () => undefined }) as unknown as ManifestObject;
const state = (version: string, label?: string): State =>
  ({
    chart: known(version, 'chart'),
    ...(label !== undefined && { objects: [labelled(label)] }),
  }) as unknown as State;

const judged = (now: State, more: Partial<Case> = { history: NO_HISTORY }) =>
  violationsOf(RULE, { now, asked: () => undefined, options: {}, clock: 0, ...more }).map(
    (one) => `${severityOf(RULE, one)} ${one.what}`,
  );

describe('a chart above the newest known one', () => {
  it.each([
    ['2.2.1', []],
    ['1.9.0', []],
    ['2.2.9', []],
    [
      '2.3.0',
      ['info chart 2.3.0 is not known; it is judged by what is known of 2.2.1, the newest known version'],
    ],
    ['3.0.0', ['error chart 3.0.0 is above the newest known version, 2.2.1']],
  ])('%s: %j', (version, told) => {
    expect(judged(state(version))).toEqual(told);
  });

  it('is told once of both sides of a step, and of each where they differ', () => {
    const before = state('3.0.0');
    expect(judged(state('3.0.0'), { before, history: NO_HISTORY })).toHaveLength(1);
    expect(judged(state('4.0.0'), { before, history: NO_HISTORY })).toHaveLength(2);
  });

  it('is not told of values alone', () => {
    expect(judged(state('3.0.0'), {})).toEqual([]);
    expect(judged(state('3.0.0'), { before: state('2.2.1') })).toEqual([]);
  });

  it('is looked for among the versions of the chart that the label names', () => {
    expect(judged(state('60.3.0', 'archive-stack-60.3.0'))).toEqual([]);
    expect(judged(state('60.3.0', 'archive-stack-v60.3.0'))).toEqual([]);
    expect(judged(state('61.0.0', 'archive-stack-61.0.0'))).toEqual([
      'error chart 61.0.0 is above the newest known version, 60.3.0',
    ]);
    expect(judged(state('3.0.0', 'archive-3.0.0'))).toHaveLength(1);
    expect(judged(state('2.2.1', 'archive-3.0.0'))).toEqual([]);
  });

  it('is a rule of every pack with charts', () => {
    const { charts: _, ...without } = PACK;
    const ids = (pack: typeof PACK) => rulesOf(pack).map(({ id }) => id);
    expect(ids(PACK)).toContain('unknown-chart');
    expect(ids(without as typeof PACK)).not.toContain('unknown-chart');
  });
});
