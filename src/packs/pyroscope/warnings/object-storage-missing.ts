import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { workloadOf } from '../release.ts';
import { effectiveBackend } from '../storage-backend.ts';

/** Audit A16: from 2.0.0 on a missing backend means the filesystem, each pod its own. */
export const objectStorageMissing: Observation = {
  rule: {
    id: 'object-storage-missing',
    auditId: 'A16',
    severity: 'warning',
    summary: 'microservices without object storage: each pod writes to its own disk',
    message: ({ phase }) => ({
      what: `${phase} in microservices without object storage`,
      why: 'servers from 2.0.0 on fall back to the filesystem: what one pod writes no other sees, and it is lost on restart',
      remedy:
        'configure a bucket: --set pyroscope.structuredConfig.storage.backend=s3 with its bucket and credentials',
    }),
  },
  check: ({ release, target }) => {
    const writer = workloadOf(release, 'segment-writer');
    if (target === 'v1' || release.layout !== 'microservices' || release.chartMajor < 2 || !writer) return [];
    const backend = effectiveBackend(release, writer);
    const missing = backend === undefined || backend === 'filesystem';
    return missing ? [finding(objectStorageMissing.rule, { phase: target }, writer.object)] : [];
  },
};
