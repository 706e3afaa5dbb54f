import { isBefore } from '../../../chart/versions.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { STORAGE_PATH } from '../facts/phases.ts';
import { chartOf, type PyroscopeRule } from '../read/facts.ts';
import { isWithoutStorage } from '../read/toggles.ts';
import { V1 } from './examples.ts';

const BOTH_OFF = 'architecture:\n  storage:\n    v1: false\n    v2: false\n';

export const bothLayersOff: PyroscopeRule = {
  id: 'both-layers-off',
  severity: 'error',
  isFirst: true,
  refusesSteps: true,
  summary: 'no storage layer is on: the chart refuses to render',
  why: 'The chart refuses to render: it needs at least one of architecture.storage.v1 and .v2.',
  details: `With \`architecture.storage.v1\` and \`.v2\` both off the chart itself fails with "you need to set at least one …"
(charts 1.15.1 to 2.2.1, each tried with helm).

Charts from 2.0.2 on have v1 off by default: there \`v2: false\` alone is enough to switch everything off.`,
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  good: [{ values: V1 }, { chart: '2.0.1', values: 'architecture:\n  storage:\n    v2: false\n' }],
  bad: [
    { values: BOTH_OFF, at: 'architecture.storage.v2' },
    { chart: '2.0.2', values: 'architecture:\n  storage:\n    v2: false\n', at: 'architecture.storage.v2' },
    {
      chart: '1.21.0',
      values: 'architecture:\n  storage:\n    v1: false\n',
      at: 'architecture.storage.v1',
    },
  ],
  judge({ now, before, history, asked }, report) {
    const isAsked = asked('phase');
    // A step starts from a release, and such a one cannot have been installed.
    const sides = before && history ? [before, now] : [now];
    const off = sides.filter(isWithoutStorage);
    const told = off.length === 0 && isAsked?.sure && isAsked.value === 'off' ? [now] : off;
    for (const side of told) {
      const { values } = side;
      const [v1, v2] = (['v1', 'v2'] as const).map((layer) =>
        values?.isWritten(...STORAGE_PATH, layer) ? values.at(...STORAGE_PATH, layer) : undefined,
      );
      const chart = chartOf(side);
      const byDefault = isBefore(chart, FIRST_CHART.v2ByDefault) ? 'v2' : 'v1';
      report({
        at: v2 ?? v1 ?? { in: 'values', path: [...STORAGE_PATH, 'v2'], on: 'value' },
        what: `both storage layers are off${v1 && v2 ? '' : `: chart ${chart} has ${byDefault} off where it is not written`}`,
        fix: 'set architecture.storage.v1: true to stay in v1, both to true for the migration, or architecture.storage.v2: true for v2 alone',
      });
    }
  },
};
