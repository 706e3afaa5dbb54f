import { isBefore } from '../../../chart/versions.ts';
import { type Known, known, likely, sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { isV2Only } from '../facts/components.ts';
import {
  chartMajorOf,
  chartOf,
  chosen,
  missingAt,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
} from '../read/facts.ts';
import { MICROSERVICES, manifests, PHASE_FLAGS_2, partsOfV2 } from './examples.ts';

const S3 =
  'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n      s3:\n        bucket_name: profiles\n';
const HALF = S3.replace('      backend: s3\n', '');
const BACKEND = ['pyroscope', 'structuredConfig', 'storage', 'backend'];
const AT = BACKEND.join('.');

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
  now.components.some(({ flags }) => 'config.file' in flags) ||
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
  inRender: 'pass',
  notRefused: 'the phase does not change it',
  summary: 'several components without a shared storage',
  why: 'Components in separate pods share data through object storage.',
  details: `Where no \`storage.backend\` is set (in \`structuredConfig\`, \`config\`, \`extraArgs\` or by \`minio.enabled\`), servers
1.x refuse to start: \`storage bucket configuration is required when running in microservices mode\` (seen on 1.19.1).
Servers from 2.0.0 on start all the same, on the filesystem. On 2.2.1 each of 9 pods wrote to a volume of its own: no other
pod saw its data, and it was lost with the pod.

It is an error where all manifests are there, and where the values begin to configure a storage: a \`storage\` block without
its backend, or \`minio.enabled\` beside a \`config\` of your own, which replaces the chart's that points to minio. Where the
values say nothing at all it is only an info, because the bucket may be configured in another file. Raise it to
an error where the linter sees all the values.`,
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
      { manifests: parts('storage:\n  backend: s3\n'), asked: { phase: 'v2' } },
      { manifests: parts(undefined, ['-storage.backend=gcs']), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: MICROSERVICES, at: AT },
      { chart: '1.19.2', values: MICROSERVICES, at: AT },
      { values: `${MICROSERVICES}${HALF}`, at: 'pyroscope.structuredConfig.storage' },
      {
        values: `${MICROSERVICES}minio:\n  enabled: true\npyroscope:\n  config: |\n    tracing: {}\n`,
        at: 'minio.enabled',
      },
      { manifests: parts(), asked: { phase: 'v2' }, at: 'name: pyroscope-segment-writer' },
      {
        manifests: parts('storage:\n  s3:\n    bucket_name: profiles\n'),
        asked: { phase: 'v2' },
        at: 'name: pyroscope-segment-writer',
      },
    ];
  },
  judge({ now }, report) {
    if (sure(now.layout) === 'single-binary' || likely(now.phase) === undefined || tunesSingleBinary(now))
      return;
    if (isBefore(chartOf(now), FIRST_CHART.phases) || isSaid(now)) return;
    const writer = now.components.find(({ name }) => name === 'segment-writer') ?? now.components[0];
    if (writer === undefined) return;
    const is2 = chartMajorOf(now) >= 2;
    // From 2.0.0 on the filesystem needs no backend, and has a rule of its own.
    const isFilesystem = is2 && writer.config?.has('storage', 'filesystem');
    const half = isFilesystem ? undefined : halfWritten(now, writer);
    const isInfo = half === undefined && (now.readFrom === 'values' || isFilesystem);
    const why = is2
      ? 'Servers from 2.0.0 on fall back to the filesystem: no pod sees what another one writes, and it is lost with the pod.'
      : 'Servers 1.x refuse to start: storage bucket configuration is required when running in microservices mode.';
    report({
      at: half ?? missingAt(writer, BACKEND),
      severity: isInfo ? 'info' : undefined,
      what: half
        ? 'a storage is partly configured, without its storage.backend'
        : 'several components run, and nothing says where they store profiles',
      why:
        isInfo && !isFilesystem
          ? `${why} Another values file may name the storage, so this is only an info.`
          : why,
      fix: 'set pyroscope.structuredConfig.storage.backend: s3 (or gcs, azure, …) with its bucket',
    });
  },
};
