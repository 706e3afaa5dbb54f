import type { Report } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { BACKEND_FLAG } from './shared/backend.ts';
import { configured, configuredMap, mayBeConfigured } from './shared/certain-config.ts';
import { tunesSingleBinary } from './shared/component-kinds.ts';
import { isChart2, isExperimentChart } from './shared/experiment-charts.ts';
import { renderedText } from './shared/rendered-text.ts';

const MICRO = 'architecture:\n  microservices:\n    enabled: true\n';
const S3 =
  'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n      s3:\n        bucket_name: profiles\n';
const HALF = S3.replace('      backend: s3\n', '');
const MISSING = ['pyroscope', 'structuredConfig', 'storage', 'backend'] as const;
const AT = MISSING.join('.');
const MINIO = ['minio', 'enabled'] as const;

/** Whether the backend is said somewhere, or may be where the values do not show it. */
function isSaid(values: PyroscopeValues): boolean {
  const hasFlag = values.components.some(
    ({ extraArgs }) => extraArgs.has(BACKEND_FLAG) || extraArgs.has('config.file'),
  );
  const isEmpty = renderedText(configured(values, 'storage', 'backend')) === '';
  return hasFlag || (!isEmpty && mayBeConfigured(values, 'storage', 'backend'));
}

/** A storage that somebody began to write; the filesystem of 2.x needs no backend to be said. */
function halfWritten(values: PyroscopeValues): Report['at'] | undefined {
  const storage = configuredMap(values, 'storage');
  const isFilesystem = isChart2(values) && storage?.entries.has('filesystem');
  if (storage && storage.entries.size > 0 && !isFilesystem) return storage;
  const minio = values.given(...MINIO);
  return isTrueInTemplate(minio) ? minio : undefined;
}

function report(values: PyroscopeValues): Report {
  const half = halfWritten(values);
  const state = half === undefined ? 'nothing' : 'half';
  const major = values.chartMajor;
  return half === undefined
    ? { at: MISSING, args: { state, major }, severity: 'info' }
    : { at: half, on: 'key', args: { state, major } };
}

export const objectStorageMissing: PyroscopeRule = {
  id: 'object-storage-missing',
  severity: 'error',
  summary: 'several components without a storage that they share',
  why: `Components in pods of their own meet in object storage. Where no \`storage.backend\` is said (in \`structuredConfig\`,
\`config\`, \`extraArgs\` or by \`minio.enabled\`), servers 1.x refuse to start: \`storage bucket configuration is required when
running in microservices mode\` (seen on 1.19.1). Servers from 2.0.0 on start all the same, on the filesystem: on 2.2.1 each
of 9 pods wrote to a volume of its own, which no other saw and which was lost with the pod.

It is an error where the values begin to say a storage: a \`storage\` block without its backend, or \`minio.enabled\` beside a
\`config\` of your own, which takes the place of the chart's that points to minio. Where they say nothing at all it is for
your information only: the chart's values-micro-services.yaml is such a file, and the bucket may be in another one, in a
secret or in a ConfigMap. Raise it to an error where the linter sees all the values.`,
  audit: ['A16'],
  since: '0.2.0',
  sources: ['servers 1.19.1 and 2.2.1, started as microservices'],
  valid: [
    { values: `${MICRO}${S3}` },
    { values: `${MICRO}minio:\n  enabled: true\n` },
    { values: `${MICRO}pyroscope:\n  extraArgs:\n    storage.backend: gcs\n` },
    { values: `${MICRO}pyroscope:\n  config: |\n    {{ include "our.storage" . }}\n` },
    { values: HALF },
    { chart: '1.14.0', values: MICRO },
  ],
  invalid: [
    { values: MICRO, at: AT },
    { chart: '1.19.2', values: MICRO, at: AT },
    { values: `${MICRO}${HALF}`, at: 'pyroscope.structuredConfig.storage' },
    {
      values: `${MICRO}minio:\n  enabled: true\npyroscope:\n  config: |\n    tracing: {}\n`,
      at: 'minio.enabled',
    },
  ],
  message: ({ state, major }) => ({
    what:
      state === 'half'
        ? 'the values begin to say a storage, and no storage.backend comes of it'
        : 'several components, and nothing says where they store profiles',
    why:
      major === 1
        ? 'servers 1.x refuse to start: storage bucket configuration is required when running in microservices mode'
        : 'servers from 2.0.0 on fall back to the filesystem: what one pod writes no other sees, and it is lost with the pod',
    remedy: 'set pyroscope.structuredConfig.storage.backend: s3 (or gcs, azure, …) with its bucket',
  }),
  check(values) {
    if (values.mode === 'single-binary' || values.phase === 'off' || tunesSingleBinary(values)) return [];
    const isKnown = isExperimentChart(values) || isChart2(values);
    return !isKnown || isSaid(values) ? [] : [report(values)];
  },
};
