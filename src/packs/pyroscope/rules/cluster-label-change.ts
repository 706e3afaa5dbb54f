import { isBefore } from '../../../chart/versions.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { namedComponents } from './shared/component-kinds.ts';

const ENABLED = ['architecture', 'microservices', 'enabled'];
const SUFFIX = ['architecture', 'microservices', 'clusterLabelSuffix'];

/** What the chart appends to the memberlist label; empty in charts that know no microservices.enabled. */
function suffixOf({ chart, mode, value }: PyroscopeValues): string {
  if (isBefore(chart, FIRST_CHART.phases) || mode !== 'microservices') return '';
  const suffix = value(...SUFFIX);
  return suffix?.kind === 'scalar' && isTrueInTemplate(suffix) ? String(suffix.value) : '';
}

/** Whether there were ingesters of their own before, which take part in the ring for some time yet. */
function hadComponents(before: PyroscopeValues): boolean {
  const knowsMode = !isBefore(before.chart, FIRST_CHART.phases);
  return (knowsMode && before.mode === 'microservices') || namedComponents(before).size > 0;
}

const LEGACY =
  'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n    distributor:\n      kind: Deployment\n';
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n  microservices:\n    enabled: true\n';

export const clusterLabelChange: PyroscopeRule = {
  id: 'cluster-label-change',
  severity: 'error',
  summary: 'the memberlist label changes: old and new pods form two rings, and writes fail',
  why: `\`architecture.microservices.enabled: true\` appends \`-micro-services\` to \`-memberlist.cluster-label\` of every component,
the old ones included. Pods with different labels do not see one another. In an upgrade from components alone
(\`pyroscope.components\` without microservices.enabled) the distributors are replaced at once and the ingesters one by one,
with 600 s of grace each: until the first ingester has been replaced, every push fails.

Seen with server 1.21.0, an ingester under the old label and a distributor under the new one: every push 500, \`empty ring\`,
for as long as it ran; with equal labels 200 after 6 s. Reads are partial until all ingesters have been replaced.

\`architecture.microservices.clusterLabelSuffix: ""\` keeps the label as it was.`,
  audit: ['B3'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 1.21.0, run'],
  valid: [
    { values: DUAL + LEGACY },
    { fromValues: LEGACY, values: `${DUAL}    clusterLabelSuffix: ""\n${LEGACY}` },
    { fromValues: DUAL, values: DUAL },
    { fromValues: '{}', values: DUAL },
    { fromValues: LEGACY, values: `${DUAL.replace('v1: true', 'v1: false')}${LEGACY}` },
    { fromValues: LEGACY, values: LEGACY },
  ],
  invalid: [
    { fromValues: LEGACY, values: DUAL + LEGACY, at: 'architecture.microservices.enabled' },
    {
      chart: '1.21.0',
      fromChart: '1.14.0',
      fromValues: LEGACY,
      values: DUAL + LEGACY,
      at: 'architecture.microservices.enabled',
    },
    {
      chart: '1.21.0',
      fromChart: '1.14.0',
      values: DUAL + LEGACY,
      at: 'architecture.microservices.enabled',
    },
    {
      chart: '1.21.0',
      fromChart: '1.14.0',
      values: `${DUAL}    clusterLabelSuffix: -two\n${LEGACY}`,
      at: 'architecture.microservices.clusterLabelSuffix',
    },
    {
      fromValues: `${DUAL}    clusterLabelSuffix: ""\n`,
      values: `${DUAL}    clusterLabelSuffix: -two\n`,
      at: 'architecture.microservices.clusterLabelSuffix',
    },
  ],
  message: ({ before, after }) => ({
    what: `the suffix of the memberlist cluster label changes from "${before}" to "${after}"`,
    why: 'old and new pods form two rings: every push fails with "empty ring" until an ingester has been replaced, and reads are partial until all have',
    remedy: `set architecture.microservices.clusterLabelSuffix: "${before}", which keeps the label`,
  }),
  check(values) {
    const { previous, phase, given, mode } = values;
    // In v2 alone no ingester is left that could be missing from the ring.
    if (!previous || mode === 'single-binary' || (phase !== 'v1' && phase !== 'dual')) return [];
    const before = suffixOf(previous);
    const after = suffixOf(values);
    if (before === after || !hadComponents(previous)) return [];
    return [{ at: given(...SUFFIX) ?? given(...ENABLED) ?? ENABLED, args: { before, after } }];
  },
};
