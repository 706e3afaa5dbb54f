import type { FindingArgs } from '../../../step/finding.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { tunesSingleBinary } from './shared/component-kinds.ts';

const COMPONENTS = ['pyroscope', 'components'];
const INGESTER = 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n';
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const V1 = 'architecture:\n  storage:\n    v1: true\n    v2: false\n';
const SPLIT = '  microservices:\n    enabled: true\n';

/** Components of v1 whose module a 2.x server does not have in v2. */
const MODULES_GONE = ['ingester', 'compactor', 'querier', 'query-scheduler', 'store-gateway'];

function harmOf({ phase, chartMajor, components }: PyroscopeChange): string {
  if (phase === 'dual')
    return 'pushes are answered 200 and go to v1 alone: it looks like dual, and v2 has nothing';
  const [gone] = components.filter(({ name }) => MODULES_GONE.includes(name));
  return chartMajor >= 2 && gone
    ? `the pods of v1 exit at start: unrecognised module name: ${gone.name}`
    : 'all pods start, and every push fails: service is unavailable';
}

const LOST =
  'the metastore, segment-writer, compaction-worker, query-backend and admin that run are deleted, a metastore index on an emptyDir with them, and writes fail';

function argsOf(values: PyroscopeChange, isLost: boolean): FindingArgs {
  const harm = isLost ? LOST : harmOf(values);
  return { phase: values.phase, chart: values.chart, harm, isLost: isLost ? 1 : 0 };
}

export const legacyComponentsLayout: PyroscopeRule = {
  id: 'legacy-components-layout',
  severity: 'error',
  summary: 'v2 is on, and pyroscope.components alone renders none of its components',
  why: `Components listed under \`pyroscope.components\` are all that the chart renders as long as
\`architecture.microservices.enabled\` is not on: there is no metastore, segment-writer, compaction-worker, query-backend
or admin, in any chart from 1.15.1 to 2.2.1.

Seen with servers 1.21.0 and 2.2.1: in dual pushes were answered 200 while v2 got none of them; in v2 every push failed
(charts up to 1.21.0), or the v1 components exited with \`unrecognised module name: ingester\` (2.x, where v2 is the
default from 2.0.2 on).

A release that ran with \`architecture.microservices.enabled\` loses its v2 side when the key is left out of the next
upgrade: \`-f values-micro-services.yaml\` alone does not set it. An empty \`clusterLabelSuffix\` keeps old and new pods in
one ring while a legacy release is switched over.`,
  audit: ['A8', 'A9'],
  since: '0.2.0',
  sources: [
    'charts 1.15.1 to 2.2.1, rendered by helm',
    'servers 1.21.0 and 2.2.1, started with those arguments',
  ],
  valid: [
    { values: `${DUAL}${SPLIT}${INGESTER}` },
    { values: `${V1}${INGESTER}` },
    { chart: '2.0.1', values: INGESTER },
    { chart: '1.14.0', values: `${DUAL}${INGESTER}` },
    { values: `${DUAL}pyroscope:\n  components:\n    metastore:\n      replicaCount: 1\n` },
    { values: `${V1}${INGESTER}`, fromValues: `${DUAL}${SPLIT}${INGESTER}` },
  ],
  invalid: [
    { values: `${DUAL}${INGESTER}`, at: 'pyroscope.components' },
    { chart: '2.0.2', values: INGESTER, at: 'pyroscope.components' },
    { chart: '1.15.1', values: `${DUAL}${INGESTER}`, at: 'pyroscope.components' },
    {
      values: `${DUAL}${INGESTER}`,
      fromValues: `${DUAL}${SPLIT}${INGESTER}`,
      at: 'architecture.microservices.enabled',
    },
  ],
  message: ({ phase, chart, harm, isLost }) => ({
    what:
      isLost === 1
        ? `architecture.microservices.enabled was on and is not any more, while the phase is ${phase}`
        : `pyroscope.components without architecture.microservices.enabled: chart ${chart} renders no v2 component, and the phase is ${phase}`,
    why: String(harm),
    remedy:
      isLost === 1
        ? 'set architecture.microservices.enabled: true'
        : 'set architecture.microservices.enabled: true, with architecture.microservices.clusterLabelSuffix: "" where the release already runs; or stay in v1 with architecture.storage.v2: false and v1: true',
  }),
  check(values) {
    const { mode, phase, previous, given } = values;
    if (mode !== 'legacy') return [];
    if (phase === 'v1' || phase === 'off' || tunesSingleBinary(values)) return [];
    const isLost = previous?.mode === 'microservices';
    const enabled = ['architecture', 'microservices', 'enabled'];
    if (isLost) return [{ at: given(...enabled) ?? enabled, args: argsOf(values, true) }];
    return [{ at: given(...COMPONENTS) ?? COMPONENTS, on: 'key', args: argsOf(values, false) }];
  },
};
