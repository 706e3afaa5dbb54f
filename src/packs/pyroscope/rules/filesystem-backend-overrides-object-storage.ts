import { sure } from '../../../pack.ts';
import { chartMajorOf, chartOf, hasV2, type PyroscopeRule, singleBinaryOf } from '../read/facts.ts';
import { DUAL, EXPERIMENT, oneBinary, PHASE_FLAGS_1, V1, V2 } from './examples.ts';

const STRUCTURED = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n';
const AT = 'pyroscope.structuredConfig.storage.backend';

const backendTo = (backend: string): string => `set pyroscope.extraArgs."storage.backend": ${backend}`;

/** The flag is written out in both cases: the chart then writes none, and the next chart goes on with the same store. */
function fixFor(configured: string, decided: 'correct' | 'keep' | undefined): string {
  const [bucket, volume] = [backendTo(configured), backendTo('filesystem')];
  if (decided === 'correct') return bucket;
  if (decided === 'keep') return `${volume}, as the blocks are on the volume`;
  return `${bucket} if this is the first dual, or ${volume} if the release already ran dual or v2 and its blocks are on the volume`;
}

/** Audit A1. Asked, as it moves where data is looked for: only the installed release shows where the data lies. */
export const filesystemBackendOverridesObjectStorage: PyroscopeRule = {
  id: 'filesystem-backend-overrides-object-storage',
  severity: 'error',
  corrects: true,
  inRender: 'ask',
  summary: 'chart 1.x puts a single binary with v2 on the filesystem, whatever bucket is configured',
  why: 'Flags override the configuration, so neither v1 nor v2 uses the bucket: its history is not visible, and new blocks are written to the volume of the pod.',
  details: `For a single binary with v2 on, charts 1.15.1 to 1.21.0 write \`-storage.backend=filesystem\`, whether the bucket comes
from \`structuredConfig\`, \`config\` or \`minio.enabled\`. Servers 1.15.0 to 1.21.0 used \`s3\` in v1 and \`filesystem\` in dual
and v2, with all pods ready.

If you set \`extraArgs."storage.backend"\`, the chart omits its own flag. Set it before you first enable dual. A release that already ran
dual or v2 this way has its new blocks on the volume (under \`.shared\`): set it to \`filesystem\` and stay there, or move them to the bucket first. Before you roll back
to v1, delete \`local/shipper.json\`: blocks listed there count as uploaded and are never sent to the bucket (seen on
1.21.0).`,
  audit: ['A1', 'A14'],
  sources: [
    'charts 1.15.1 to 1.21.0, rendered by helm',
    'servers 1.15.0, 1.18.0, 1.19.1, 1.20.3 and 1.21.0, started',
  ],
  get good() {
    return [
      { chart: '1.21.0', values: `${V1}${STRUCTURED}` },
      { chart: '2.0.0', values: `${DUAL}${STRUCTURED}` },
      { chart: '1.21.0', values: `${DUAL}${STRUCTURED}  extraArgs:\n    storage.backend: s3\n` },
      { chart: '1.21.0', values: `${DUAL}${STRUCTURED.replace('s3', 'filesystem')}` },
      { chart: '1.21.0', values: `${DUAL}  microservices:\n    enabled: true\n${STRUCTURED}` },
      {
        chart: '1.21.0',
        values: `${DUAL}pyroscope:\n  config: |\n    {{- if .Values.minio.enabled }}\n    storage:\n      backend: s3\n    {{- end }}\n`,
      },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', values: `${DUAL}${STRUCTURED}`, at: AT },
      { chart: '1.15.1', values: `${V2}${STRUCTURED.replace('s3', 'gcs')}`, at: AT },
      { chart: '1.21.0', values: `${DUAL}minio:\n  enabled: true\n`, at: 'minio.enabled' },
      {
        manifests: oneBinary(
          '1.21.0',
          { args: ['-storage.backend=filesystem', ...PHASE_FLAGS_1.dual], env: EXPERIMENT },
          { config: 'storage:\n  backend: s3\n' },
        ),
        at: '-storage.backend=filesystem',
      },
    ];
  },
  judge({ now, before }, report) {
    const all = singleBinaryOf(now);
    if (!all || !hasV2(now) || chartMajorOf(now) >= 2) return;
    const installed = before && sure(before.setting('storageBackend')[0]);
    const decided = installed === undefined ? undefined : installed === 'filesystem' ? 'keep' : 'correct';
    for (const flag of now.setting('storageBackend')) {
      const [configured] = flag.overruled;
      const backend = sure(configured);
      if (sure(flag) !== 'filesystem' || flag.by !== 'chart' || !backend || backend === 'filesystem')
        continue;
      report({
        at: now.readFrom === 'values' ? [configured, flag] : [flag],
        what: `chart ${chartOf(now)} sets -storage.backend=filesystem, which overrides the configured ${backend}`,
        fix: fixFor(backend, decided),
        correct: (edit) => edit.flag(flag.component.name, 'storage.backend', undefined),
        choice: {
          correct: 'this is the first dual, and the data is in the bucket',
          keep: 'it already ran dual or v2, and the new blocks are on the volume',
          decided,
        },
      });
    }
  },
};
