import { type Known, known } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { quietBlock } from '../facts/settings.ts';
import {
  chartOf,
  chosen,
  metastoreOf,
  missingAt,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  settingOf,
  singleBinaryOf,
} from '../read/facts.ts';
import { CLAIM_ON_EXISTING, isVolatile } from '../read/volumes.ts';
import { MICROSERVICES, manifests, oneBinary, PHASE_FLAGS_2, partsOfV2, STORED_IN_S3 } from './examples.ts';

const GLOBAL = 'pyroscope:\n  persistence:\n    enabled: true\n';
const S3 = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n';
const SHARED = ['pyroscope', 'persistence', 'enabled'];

const single = (data: string, config = ''): string =>
  oneBinary('2.2.1', { data, args: PHASE_FLAGS_2.v2 }, { config });
const parts = (data: string): string =>
  manifests('2.2.1', {
    components: partsOfV2(PHASE_FLAGS_2.v2, { metastore: { data } }),
    config: STORED_IN_S3,
  });

/** Where the server keeps its blocks, as far as somebody said; not what the chart's own flag makes of it (audit A1). */
export function storageOf(
  now: PyroscopeState,
  component: PyroscopeComponent,
): 'bucket' | 'filesystem' | 'unknown' {
  const backend = chosen(settingOf(now, 'storageBackend', component));
  if (backend?.sure === false) return 'unknown';
  return ['', 'filesystem', undefined].includes(backend?.value) ? 'filesystem' : 'bucket';
}

/** persistence.enabled: true for all components, which the metastore's own default beats. */
function believed(
  { values }: PyroscopeState,
  { values: own }: PyroscopeComponent,
): Known<string> | undefined {
  const said = own?.at('persistence', 'enabled');
  const isDefault = said === undefined || said.by === 'default';
  return isDefault && values?.isTrue(...SHARED) ? values.at(...SHARED) : undefined;
}

const LOST =
  'The raft log, its snapshots and the block index are lost with the pods, and without them the blocks in the bucket cannot be found.';

const BARE = " It is an info in lint where the values set nothing beyond the chart's defaults.";

/** Audit A10. */
export const metastoreNotPersistent: PyroscopeRule = {
  id: 'metastore-not-persistent',
  severity: 'warning',
  summary: 'the metastore keeps its raft log and block index on an emptyDir',
  why: LOST,
  details: `The metastore holds the raft log, its snapshots and the index of all v2 blocks. On an \`emptyDir\` they are lost
with the pod. The blocks stay in the bucket but can no longer be found, and members that come back empty cause one election
after another.

In microservices the chart gives the metastore \`persistence.enabled: false\` of its own, which overrides
\`pyroscope.persistence.enabled: true\`. If you wrote that, you think you have a volume: that is an error here. Set
\`pyroscope.components.metastore.persistence.enabled: true\`. On charts before 1.19.2 write it as
\`architecture.microservices.v2.metastore.persistence.enabled\`, because there a block in \`pyroscope.components\` makes the
chart render the metastore in v1 as well. A single binary takes \`pyroscope.persistence.enabled\`.

Do this before the StatefulSet exists: Kubernetes refuses to add a claim to one that does, in v1 as well ("updates to
statefulset spec for fields other than … are forbidden", seen with API server 1.35). Later copy the data first, then delete
the StatefulSet with \`--cascade=orphan\`: the pod that it leaves is replaced, and its emptyDir with the index is gone.

For a single binary whose values set nothing beyond the chart's defaults, this is an info. Manifests do not show that, so render
warns.`,
  audit: ['A10'],
  sources: ['charts 1.15.1 to 2.2.1 values.yaml and renders', 'helm upgrade against API server 1.35.4'],
  get good() {
    return [
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
      { manifests: single('template'), asked: { phase: 'v2' } },
      { manifests: parts('template'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
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
      { manifests: single('emptyDir'), asked: { phase: 'v2' }, at: 'emptyDir: {}' },
      { manifests: parts('emptyDir'), asked: { phase: 'v2' }, at: 'emptyDir: {}' },
    ];
  },
  judge({ now }, report) {
    const metastore = metastoreOf(now);
    if (!metastore || !isVolatile(now, metastore)) return;
    const path = [...quietBlock(metastore.name, chartOf(now)), 'persistence', 'enabled'];
    const isSingle = singleBinaryOf(now) !== undefined;
    const storage = isSingle ? storageOf(now, metastore) : 'bucket';
    const thought = isSingle ? undefined : believed(now, metastore);
    const { data } = metastore;
    const isBare = isSingle && storage !== 'bucket' && !now.isTuned;
    const written = data.by === 'default' ? missingAt(metastore, path) : known(true, 'person', data.place);
    report({
      at: thought ?? written,
      severity: thought ? 'error' : isBare ? 'info' : undefined,
      what: `${isSingle ? 'the single binary' : 'the metastore'} keeps the index of v2 on an emptyDir`,
      why: thought
        ? "The metastore's own default, false, overrides pyroscope.persistence.enabled: true. The index is lost with the pods, and without it the blocks in the bucket cannot be found."
        : storage === 'filesystem'
          ? `The v2 index and blocks are lost with the pod: a restart empties the store.${now.readFrom === 'manifests' ? BARE : ''}`
          : now.readFrom === 'manifests' && !isSingle
            ? `${LOST} The manifests do not show whether ${shownPath(SHARED)} is true and was meant for it, which lint reports as an error.`
            : undefined,
      fix: `set ${shownPath(path)}: true; ${CLAIM_ON_EXISTING}`,
    });
  },
};
