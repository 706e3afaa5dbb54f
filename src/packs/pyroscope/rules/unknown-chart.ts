import { unknownChartAmong } from '../../../rules/unknown-chart.ts';
import { PYROSCOPE_CHART } from '../chart/pyroscope-chart.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { DUAL, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const dual = (chart: string): string => oneBinary(chart, { args: PHASE_FLAGS_2.dual });
const history = [{ phase: 'dual', since: '2026-11-01T10:00:00Z' }];
const asked = { phase: 'dual' };

export const unknownChart: PyroscopeRule = {
  ...unknownChartAmong([PYROSCOPE_CHART]),
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { manifests: dual('2.2.1'), asked },
      { manifests: dual('2.2.9'), asked },
      { values: DUAL, chart: '2.2.1', history },
      { values: DUAL, chart: '3.0.0' },
    ];
  },
  get bad() {
    return [
      { manifests: dual('3.0.0'), asked, at: 'helm.sh/chart: pyroscope-3.0.0' },
      { manifests: dual('2.9.0'), asked, at: 'helm.sh/chart: pyroscope-2.9.0' },
      { values: DUAL, fromChart: '2.2.1', chart: '3.0.0', history },
    ];
  },
};
