import { isBefore } from '../../../chart/versions.ts';
import type { Report } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { isV1Only } from '../components.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';

const V2 = 'architecture:\n  storage:\n    v1: false\n    v2: true\n';
const SPLIT = '  microservices:\n    enabled: true\n';
const INGESTER = 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n';

/** Before 1.15.1 the toggles are taken and do nothing. */
function ignored({ chart, given }: PyroscopeChange): readonly Report[] {
  const v2 = given(...STORAGE_PATH, 'v2');
  if (!v2 || !isTrueInTemplate(v2) || !isBefore(chart, FIRST_CHART.phases)) return [];
  return [{ at: v2, args: { chart, components: '' } }];
}

/** Audit C1: before 1.19.2 components named in pyroscope.components stay in v2. */
function staysBehind({ chart, phase, mode, components, value, given }: PyroscopeChange): readonly Report[] {
  if (isBefore(chart, FIRST_CHART.phases) || !isBefore(chart, FIRST_CHART.leavingV1Out)) return [];
  const left = components.filter(({ name }) => isV1Only(name)).map(({ name }) => name);
  if (phase !== 'v2' || mode !== 'microservices' || left.length === 0) return [];
  const path = ['pyroscope', 'components'];
  if (value(...path) === undefined) return [];
  const at = given(...path) ?? path;
  return [{ at, on: 'key', args: { chart, components: left.join(', ') }, severity: 'warning' }];
}

export const chartTooOldForMigration: PyroscopeRule = {
  id: 'chart-too-old-for-migration',
  severity: 'error',
  summary: 'the chart is too old for the storage phase that the toggles ask for',
  why: `Storage phases came with chart 1.15.1. Older charts take \`architecture.storage\` and do nothing with it: the release
stays in v1.

Up to chart 1.19.1, with \`architecture.microservices.enabled\`, components that \`pyroscope.components\` names are rendered
whatever the phase: in v2 the ingesters, compactors and the other parts of v1 stay and run (14 workloads rendered in
place of 9, all seen to start).`,
  audit: ['C1'],
  since: '0.2.0',
  sources: ['charts 1.14.0 to 1.19.2, rendered by helm'],
  valid: [
    { chart: '1.14.0', values: 'architecture:\n  storage:\n    v1: true\n    v2: false\n' },
    { chart: '1.15.1', values: V2 },
    { chart: '1.19.1', values: V2 + SPLIT },
    { chart: '1.19.2', values: V2 + SPLIT + INGESTER },
    { values: `${V2}${SPLIT}    v2:\n      ingester:\n        kind: StatefulSet\n${INGESTER}` },
  ],
  invalid: [
    { chart: '1.14.0', values: V2, at: 'architecture.storage.v2' },
    { chart: '1.19.1', values: V2 + SPLIT + INGESTER, at: 'pyroscope.components' },
    { chart: '1.15.1', values: V2 + SPLIT + INGESTER, at: 'pyroscope.components' },
  ],
  message: ({ chart, components }) =>
    components === ''
      ? {
          what: `architecture.storage.v2 is on, and chart ${chart} does not know it`,
          why: `storage phases came with chart ${FIRST_CHART.phases}: this one stays in v1 without a word`,
          remedy:
            'upgrade the chart first, in v1 (1.20.3 or newer, with v1: true and v2: false), and switch v2 on after that',
        }
      : {
          what: `chart ${chart} goes on rendering ${components} in v2, as pyroscope.components names them`,
          why: 'the parts of v1 stay, run and cost, and nothing is written to them',
          remedy: `upgrade to a chart from ${FIRST_CHART.leavingV1Out} on, or take them out of pyroscope.components`,
        },
  check: (values) => [...ignored(values), ...staysBehind(values)],
};
