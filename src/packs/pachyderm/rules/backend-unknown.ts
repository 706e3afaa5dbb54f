import { isBefore } from '../../../chart/versions.ts';
import { likely, sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PachydermRule } from '../read/facts.ts';
import { CLUSTER, on, pachd, service } from './examples.ts';

export const backendUnknown: PachydermRule = {
  id: 'backend-unknown',
  severity: 'error',
  audit: ['D-28'],
  refusesSteps: true,
  summary: 'pachd does not know its storage backend',
  why: 'Pachyderm 2.11 ends at the start with "unrecognized storage backend", though the chart takes the word.',
  bad: [
    {
      manifests: pachd('2.11.6', { STORAGE_BACKEND: 'MINIO' }) + service('pachd'),
      asked: on('normal', 'normal'),
    },
  ],
  good: [{ manifests: CLUSTER, asked: on('normal', 'normal') }],
  judge({ now }, report) {
    const version = sure(now.version);
    const { backend } = now;
    if (version === undefined || isBefore(version, FIRST_CHART.storageUrl) || likely(backend) !== 'MINIO')
      return;
    report({
      at: backend,
      what: `the storage backend is MINIO, which Pachyderm ${version} does not know`,
      fix: 'set deployTarget and pachd.storage.backend to AMAZON, and pachd.storage.storageURL to an s3:// URL with the endpoint of MinIO',
    });
  },
};
