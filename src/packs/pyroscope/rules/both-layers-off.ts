import { isBefore } from '../../../chart/versions.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';

const BOTH_OFF = 'architecture:\n  storage:\n    v1: false\n    v2: false\n';

export const bothLayersOff: PyroscopeRule = {
  id: 'both-layers-off',
  severity: 'error',
  summary: 'no storage layer is on: the chart refuses to render',
  why: `With \`architecture.storage.v1\` and \`.v2\` both off the chart itself fails with "you need to set at least one …"
(charts 1.15.1 to 2.2.1, each tried with helm).

Charts from 2.0.2 on have v1 off by default: there \`v2: false\` alone is enough to switch everything off.`,
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  valid: [
    { values: 'architecture:\n  storage:\n    v1: true\n    v2: false\n' },
    { chart: '2.0.1', values: 'architecture:\n  storage:\n    v2: false\n' },
  ],
  invalid: [
    { values: BOTH_OFF, at: 'architecture.storage.v2' },
    { chart: '2.0.2', values: 'architecture:\n  storage:\n    v2: false\n', at: 'architecture.storage.v2' },
    { chart: '1.21.0', values: 'architecture:\n  storage:\n    v1: false\n', at: 'architecture.storage.v1' },
  ],
  message: ({ chart, missing }) => ({
    what: `both storage layers are off${missing === '' ? '' : `: chart ${chart} has ${missing} off by default`}`,
    why: 'the chart refuses to render: it needs at least one of architecture.storage.v1 and .v2',
    remedy:
      'set architecture.storage.v1: true to stay in v1, both to true for the migration, or architecture.storage.v2: true for v2 alone',
  }),
  check({ phase, chart, given }) {
    if (phase !== 'off') return [];
    const v1 = given(...STORAGE_PATH, 'v1');
    const v2 = given(...STORAGE_PATH, 'v2');
    const flips = isBefore(chart, FIRST_CHART.v2ByDefault) ? 'v2' : 'v1';
    const missing = (flips === 'v1' ? v1 : v2) === undefined ? flips : '';
    return [{ at: v2 ?? v1 ?? [...STORAGE_PATH, 'v2'], args: { chart, missing } }];
  },
};
