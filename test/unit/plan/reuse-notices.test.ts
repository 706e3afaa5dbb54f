import { describe, expect, it } from 'vitest';
import { releaseValues } from '../../../src/lint/build-release.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { reuseNotices } from '../../../src/packs/pyroscope/steps/plan.ts';
import { pyroscopeValues } from '../../../src/packs/pyroscope/values/pyroscope-values.ts';
import { type MapNode, nowhere } from '../../../src/values/tree.ts';

const NOTHING: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };

const valuesOf = (chart: string) =>
  pyroscopeValues(releaseValues({ user: NOTHING, chart, helm: 4, textOf: () => '' }, CHART));

const severities = (from: string, to: string): readonly string[] =>
  reuseNotices(valuesOf(from), valuesOf(to)).map(({ id, severity }) => `${id} ${severity}`);

describe('ways to keep values between two charts', () => {
  it.each([
    ['1.14.0', '1.15.1'],
    ['1.18.1', '1.19.2'],
    ['1.20.3', '1.21.0'],
    ['1.20.3', '2.2.1'],
  ])('%s → %s: --reuse-values fails', (from, to) => {
    expect(severities(from, to)).toEqual(['reuse-values warning', 'reset-then-reuse-values note']);
  });

  it.each([
    ['1.15.1', '1.18.1'],
    ['1.19.1', '1.20.3'],
    ['1.21.0', '2.2.1'],
    ['2.0.1', '2.0.2'],
  ])('%s → %s: it works', (from, to) => {
    expect(severities(from, to)).toEqual(['reuse-values note', 'reset-then-reuse-values note']);
  });

  it('nothing is said where the chart stays', () => {
    expect(severities('2.2.1', '2.2.1')).toEqual([]);
  });
});
