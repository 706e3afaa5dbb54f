import type { PyroscopeRule } from './rule.ts';
import { configuredBackend, FILESYSTEM, forcesFilesystem, singleBinary } from './shared/backend.ts';

const storage = (v1: boolean, v2: boolean): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n`;
const DUAL = storage(true, true);
const STRUCTURED = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n';
const AT = 'pyroscope.structuredConfig.storage.backend';

export const filesystemBackendOverridesObjectStorage: PyroscopeRule = {
  id: 'filesystem-backend-overrides-object-storage',
  severity: 'error',
  summary: 'chart 1.x puts a single binary with v2 on the filesystem, whatever bucket is configured',
  why: `For a single binary with v2 on, charts 1.15.1 to 1.21.0 write \`-storage.backend=filesystem\`, and flags beat the
configuration, be it \`structuredConfig\`, \`config\` or \`minio.enabled\`. Servers 1.15.0 to 1.21.0 were seen on \`s3\` in v1 and
on \`filesystem\` in dual and v2, with pods ready: v1 and v2 both leave the bucket in phase 1, v1's history in the bucket
can no longer be read, and new blocks lie on the pod's own volume.

\`extraArgs."storage.backend"\` makes the chart leave its flag out. Set it before the first dual. A release that already
ran dual or v2 so has its new blocks on the volume (under \`.shared\`): move them to the bucket first. Before a rollback to
v1, delete \`local/shipper.json\`, as blocks it lists count as uploaded and are never sent to the bucket (seen on 1.21.0).`,
  audit: ['A1', 'A14'],
  since: '0.2.0',
  sources: [
    'charts 1.15.1 to 1.21.0, rendered by helm',
    'servers 1.15.0, 1.18.0, 1.19.1, 1.20.3 and 1.21.0, started',
  ],
  valid: [
    { chart: '1.21.0', values: `${storage(true, false)}${STRUCTURED}` },
    { chart: '2.0.0', values: `${DUAL}${STRUCTURED}` },
    { chart: '1.21.0', values: `${DUAL}${STRUCTURED}  extraArgs:\n    storage.backend: s3\n` },
    { chart: '1.21.0', values: `${DUAL}${STRUCTURED.replace('s3', 'filesystem')}` },
    { chart: '1.21.0', values: `${DUAL}  microservices:\n    enabled: true\n${STRUCTURED}` },
    {
      chart: '1.21.0',
      values: `${DUAL}pyroscope:\n  config: |\n    {{- if .Values.minio.enabled }}\n    storage:\n      backend: s3\n    {{- end }}\n`,
    },
  ],
  invalid: [
    { chart: '1.21.0', values: `${DUAL}${STRUCTURED}`, at: AT },
    { chart: '1.15.1', values: `${storage(false, true)}${STRUCTURED.replace('s3', 'gcs')}`, at: AT },
    { chart: '1.21.0', values: `${DUAL}minio:\n  enabled: true\n`, at: 'minio.enabled' },
  ],
  message: ({ backend, chart }) => ({
    what: `storage.backend ${backend} is beaten by -storage.backend=filesystem, which chart ${chart} writes for a single binary with v2 on`,
    why: 'v1 and v2 both leave the bucket: its history is out of sight, and new blocks lie on the volume of the pod',
    remedy: `set pyroscope.extraArgs."storage.backend": ${backend}`,
  }),
  check(values) {
    const all = singleBinary(values);
    const backend = configuredBackend(values);
    if (!all || !backend || backend.text === FILESYSTEM || !forcesFilesystem(values, all)) return [];
    return [{ at: backend.at, args: { backend: backend.text, chart: values.chart } }];
  },
};
