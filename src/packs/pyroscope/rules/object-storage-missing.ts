import { type Known, known, likely, sure, type Violation } from '../../../pack.ts';
import { isV2Only } from '../facts/components.ts';
import {
  chartMajorOf,
  chosen,
  missingAt,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  seesAll,
} from '../read/facts.ts';
import { hidesConfig } from '../read/server-files.ts';
import { readsOwnConfig } from '../read/servers.ts';
import {
  EXPERIMENT,
  each,
  MICROSERVICES,
  manifests,
  PHASE_FLAGS_1,
  PHASE_FLAGS_2,
  partsOfV2,
  V1,
} from './examples.ts';
import { emptyBackends } from './storage-backend-empty.ts';

const S3 =
  'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n      s3:\n        bucket_name: profiles\n';
const HALF = S3.replace('      backend: s3\n', '');
const BACKEND = ['pyroscope', 'structuredConfig', 'storage', 'backend'];
const AT = BACKEND.join('.');

/** What charts 1.14.0 to 2.2.1 write for every component. */
const CONFIG_FILE = '-config.file=/etc/pyroscope/config.yaml';
const LEGACY = `${V1}pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n    querier:\n      kind: Deployment\n`;

const partsOn1 = (config: string, args: readonly string[] = []): string =>
  manifests('1.21.0', {
    components: each(['distributor', 'ingester', 'querier'], { args: [CONFIG_FILE, ...args] }),
    config,
  });
const inV2On1 = manifests('1.21.0', {
  components: partsOfV2([CONFIG_FILE, ...PHASE_FLAGS_1.v2.filter((flag) => !flag.startsWith('-all.'))], {
    distributor: { env: EXPERIMENT, args: [CONFIG_FILE, ...PHASE_FLAGS_1.v2.slice(0, 3)] },
  }),
  config: '{}\n',
});

const parts = (config?: string, args: readonly string[] = []): string =>
  manifests('2.2.1', {
    components: partsOfV2(PHASE_FLAGS_2.v2, {
      'segment-writer': { data: 'template', args: [...args, ...PHASE_FLAGS_2.v2] },
    }),
    ...(config !== undefined && { config }),
  });

/** Components that are values of a single binary in the wrong place, which is another mistake. */
const tunesSingleBinary = ({ components }: PyroscopeState): boolean =>
  components.every(({ name, kind }) => isV2Only(name) && kind === '');

/** Whether the backend is said somewhere, or may be where the state does not show it. */
const isSaid = (now: PyroscopeState): boolean =>
  now.unreadableConfig !== undefined ||
  now.components.every((component) => hidesConfig(now, component)) ||
  now.components.some(readsOwnConfig) ||
  now.setting('storageBackend').some((one) => {
    const backend = chosen(one);
    return backend !== undefined && sure(backend) !== '';
  });

/** A storage that somebody began to write. */
function halfWritten({ values }: PyroscopeState, component: PyroscopeComponent): Known<true> | undefined {
  const { config } = component;
  if (config && config.keys('storage').length > 0) return known(true, 'person', config.place('storage'));
  const minio = ['minio', 'enabled'];
  if (!values?.isWritten(...minio) || !values.isTrue(...minio)) return undefined;
  return known(true, 'person', values.place(...minio));
}

/** Audit A16. */
export const objectStorageMissing: PyroscopeRule = {
  id: 'object-storage-missing',
  severity: 'error',
  summary: 'several components without a shared storage',
  why: 'Components in separate pods share data through object storage.',
  details: `Where no \`storage.backend\` is set (in \`structuredConfig\`, \`config\`, \`extraArgs\` or by \`minio.enabled\`), servers
1.x refuse to start: \`storage bucket configuration is required when running in microservices mode\` (seen on 1.19.1, 1.20.3
and 1.21.0, in every phase and layout of several components). Servers from 2.0.0 on start all the same, on the filesystem.
On 2.2.1 each of 9 pods wrote to a volume of its own: no other pod saw its data, and it was lost with the pod.

On 1.x it is an error, and render refuses, as the manifests hold all of the configuration; a \`config.file\` of your own in
\`extraArgs\` is not seen and silences the rule. On 2.x it is a warning. Lint sees all the values of a release with \`-f\`; a file
alone may leave the bucket to another one, so that 1.x is a warning there, too. It is an error wherever the values begin to
configure a storage: a \`storage\` block without its backend, or \`minio.enabled\` beside a \`config\` of your own, which
replaces the chart's that points to minio.`,
  audit: ['A16'],
  sources: ['servers 1.19.1 and 2.2.1, started as microservices'],
  get good() {
    return [
      { values: `${MICROSERVICES}${S3}` },
      { values: `${MICROSERVICES}minio:\n  enabled: true\n` },
      { values: `${MICROSERVICES}pyroscope:\n  extraArgs:\n    storage.backend: gcs\n` },
      { values: `${MICROSERVICES}pyroscope:\n  config: |\n    {{ include "our.storage" . }}\n` },
      { values: HALF },
      { chart: '1.14.0', values: MICROSERVICES },
      { manifests: partsOn1('storage:\n  backend: s3\n'), asked: { phase: 'v1' } },
      { manifests: partsOn1('{}\n', ['-config.file=/own/config.yaml']), asked: { phase: 'v1' } },
      { manifests: parts(), asked: { phase: 'v2' } },
      { manifests: parts('storage:\n  backend: s3\n'), asked: { phase: 'v2' } },
      { manifests: parts(undefined, ['-storage.backend=gcs']), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: MICROSERVICES, at: AT },
      { chart: '1.19.2', values: MICROSERVICES, at: AT },
      { values: `${V1}${MICROSERVICES.replace('architecture:\n', '')}`, at: AT },
      { chart: '1.21.0', values: LEGACY, at: AT },
      { values: LEGACY, at: AT },
      { values: `${MICROSERVICES}${HALF}`, at: 'pyroscope.structuredConfig.storage' },
      {
        values: `${MICROSERVICES}minio:\n  enabled: true\npyroscope:\n  config: |\n    tracing: {}\n`,
        at: 'minio.enabled',
      },
      { manifests: partsOn1('{}\n'), asked: { phase: 'v1' }, at: 'name: pyroscope-distributor' },
      { manifests: inV2On1, asked: { phase: 'v2' }, at: 'name: pyroscope-segment-writer' },
      { manifests: parts('{}\n'), asked: { phase: 'v2' }, at: 'name: pyroscope-segment-writer' },
      {
        manifests: parts('{}\n', [CONFIG_FILE]),
        asked: { phase: 'v2' },
        at: 'name: pyroscope-segment-writer',
      },
      {
        manifests: parts('storage:\n  s3:\n    bucket_name: profiles\n'),
        asked: { phase: 'v2' },
        at: 'storage:',
      },
    ];
  },
  judge({ now }, report) {
    if (sure(now.layout) === 'single-binary' || likely(now.phase) === undefined || tunesSingleBinary(now))
      return;
    if (isSaid(now) || emptyBackends(now).length > 0) return;
    const writer = now.components.find(({ name }) => name === 'segment-writer') ?? now.components[0];
    if (writer === undefined) return;
    const exits = chartMajorOf(now) < 2;
    // From 2.0.0 on the filesystem needs no backend, and has a rule of its own.
    const isFilesystem = !exits && writer.config?.has('storage', 'filesystem') === true;
    const half = isFilesystem ? undefined : halfWritten(now, writer);
    report({
      at: half ?? missingAt(writer, BACKEND),
      what: half
        ? 'a storage is partly configured, without its storage.backend'
        : 'several components run, and nothing says where they store profiles',
      ...(exits ? harmOn1(now, half !== undefined) : harmOn2(isFilesystem, half !== undefined)),
      fix: 'set pyroscope.structuredConfig.storage.backend: s3 (or gcs, azure, …) with its bucket',
    });
  },
};

type Harm = Pick<Violation, 'severity' | 'why' | 'inRender' | 'notRefused'>;

function harmOn1(now: PyroscopeState, isHalf: boolean): Harm {
  const why =
    'Servers 1.x refuse to start: storage bucket configuration is required when running in microservices mode.';
  if (isHalf || seesAll(now)) return { why };
  const doubt = 'Another values file may name the storage, so this is only a warning.';
  return { severity: 'warning', why: `${why} ${doubt}` };
}

const harmOn2 = (isFilesystem: boolean, isHalf: boolean): Harm => ({
  ...(isHalf
    ? { inRender: 'pass', notRefused: 'the phase does not change it' }
    : { severity: isFilesystem ? 'info' : 'warning' }),
  why: 'Servers from 2.0.0 on fall back to the filesystem: no pod sees what another one writes, and it is lost with the pod.',
});
