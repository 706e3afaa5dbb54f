import { isBefore } from '../../../chart/versions.ts';
import type { Report } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { dataVolumeOf } from './shared/data-volume.ts';
import { type Metastore, metastoreOf } from './shared/metastore.ts';
import { hasVolumeOfItsOwn, storageOf } from './shared/metastore-volume.ts';
import { hasOwnValues } from './shared/own-values.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';
const GLOBAL = 'pyroscope:\n  persistence:\n    enabled: true\n';
const S3 = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n';
const OWN = ['pyroscope', 'components', 'metastore', 'persistence', 'enabled'];
const IN_BLOCK = ['architecture', 'microservices', 'v2', 'metastore', 'persistence', 'enabled'];
const SHARED = ['pyroscope', 'persistence', 'enabled'];
function inSingleBinary(values: PyroscopeValues, { component }: Metastore): Report {
  const storage = storageOf(values, component);
  const isConfigured = storage === 'bucket' || hasOwnValues(values.user, values.chart);
  const lost = storage === 'filesystem' ? 'everything' : 'index';
  const args = { component: 'the single binary', lost, key: shownPath(SHARED) };
  return { at: values.given(...SHARED) ?? SHARED, severity: isConfigured ? 'warning' : 'info', args };
}

function inMicroservices(values: PyroscopeValues, { component }: Metastore): Report {
  const { chart, given } = values;
  const shared = given(...SHARED);
  const own = writtenFor(values, component, 'persistence', 'enabled');
  const believed = own === undefined && isTrueInTemplate(shared);
  // Up to chart 1.19.1 a block in pyroscope.components would bring the metastore into v1 as well, without a kind.
  const key = isBefore(chart, FIRST_CHART.leavingV1Out) ? IN_BLOCK : OWN;
  const args = {
    component: 'the metastore',
    lost: believed ? 'believed' : 'index',
    key: shownPath(key),
  };
  const severity = believed ? 'error' : 'warning';
  return { at: (believed ? shared : own?.node) ?? key, severity, args };
}

const WHY: Readonly<Record<string, string>> = {
  index:
    'raft log, snapshots and block index die with the pods, and without them the blocks in the bucket cannot be found',
  everything: 'with the pod go the index and the blocks of v2: a restart empties the store',
  believed:
    "the metastore's own default false wins over pyroscope.persistence.enabled: true, so the index dies with the pods and the blocks in the bucket cannot be found",
};

export const metastoreNotPersistent: PyroscopeRule = {
  id: 'metastore-not-persistent',
  severity: 'warning',
  summary: 'the metastore keeps its raft log and block index on an emptyDir',
  why: `The metastore holds raft's log, its snapshots and the index of all v2 blocks. On an \`emptyDir\` they die with the
pod. The blocks stay in the bucket and nobody can find them any more, and members that come back empty cost one election
after the other.

In microservices the chart gives the metastore \`persistence.enabled: false\` of its own, which wins over
\`pyroscope.persistence.enabled: true\`: whoever wrote that believes to have a volume (an error here). Set
\`pyroscope.components.metastore.persistence.enabled: true\`; on charts before 1.19.2 write it as
\`architecture.microservices.v2.metastore.persistence.enabled\`, because there a block in \`pyroscope.components\` makes the
chart render the metastore in v1 as well. A single binary takes \`pyroscope.persistence.enabled\`.

Do it before v2 is turned on: Kubernetes refuses to add a claim to a StatefulSet that exists ("updates to statefulset spec
for fields other than … are forbidden", seen with API server 1.35). Later the StatefulSet has to be deleted with
\`--cascade=orphan\` first, and the index that was on the emptyDir is lost all the same.

A single binary whose values say nothing beyond the chart's defaults is only told so.`,
  audit: ['A10'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1 values.yaml and renders', 'helm upgrade against API server 1.35.4'],
  valid: [
    {
      values: `${MICROSERVICES}pyroscope:\n  components:\n    metastore:\n      persistence:\n        enabled: true\n`,
    },
    { values: `${GLOBAL}` },
    { chart: '2.0.1', values: MICROSERVICES },
    { chart: '1.14.0', values: `${MICROSERVICES}  storage:\n    v2: true\n` },
    {
      values: `${MICROSERVICES}  storage:\n    v1: true\n    v2: false\n${GLOBAL}`,
    },
    {
      values: `${MICROSERVICES}pyroscope:\n  components:\n    metastore:\n      extraVolumeMounts:\n        - name: raft\n          mountPath: /data-metastore/raft\n`,
    },
  ],
  invalid: [
    { values: MICROSERVICES, at: 'pyroscope.components.metastore.persistence.enabled' },
    { values: MICROSERVICES + GLOBAL, at: 'pyroscope.persistence.enabled' },
    {
      chart: '1.19.1',
      values: `${MICROSERVICES}  storage:\n    v2: true\n`,
      at: 'architecture.microservices.v2.metastore.persistence.enabled',
    },
    {
      chart: '1.19.2',
      values: `${MICROSERVICES}  storage:\n    v2: true\n`,
      at: 'pyroscope.components.metastore.persistence.enabled',
    },
    { values: S3, at: 'pyroscope.persistence.enabled' },
    { values: '{}', at: 'pyroscope.persistence.enabled' },
  ],
  message: ({ component, lost, key }) => ({
    what: `${component} keeps the index of v2 on an emptyDir`,
    why: WHY[String(lost)] ?? '',
    remedy: `set ${key}: true; where v2 runs already, Kubernetes refuses that until the StatefulSet is deleted with --cascade=orphan`,
  }),
  check(values) {
    const metastore = metastoreOf(values);
    if (!metastore || dataVolumeOf(metastore.component).kind !== 'emptyDir') return [];
    if (hasVolumeOfItsOwn(metastore.component)) return [];
    return [
      metastore.isSingleBinary ? inSingleBinary(values, metastore) : inMicroservices(values, metastore),
    ];
  },
};
