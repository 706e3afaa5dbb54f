import { ALL } from '../components.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { workloadOf } from '../release.ts';
import { configuredBackend } from '../storage-backend.ts';

/** Audit C11: up to chart 1.21.0 a single binary without storage gets a bucket, and v1 with it. */
export const v1MovesToBucket: Observation = {
  rule: {
    id: 'v1-moves-to-filesystem-bucket',
    auditId: 'C11',
    severity: 'note',
    summary: 'v1 switches from local blocks to the filesystem backend with dual',
    message: () => ({
      what: 'in dual v1 ships its blocks to the filesystem backend',
      why: 'series older than 4 h are missing from label queries until the store-gateway has synced (interval 15m); totals are right at once',
      remedy: 'nothing: wait for the sync before judging the step',
    }),
  },
  check: ({ release, target, present }) => {
    const workload = workloadOf(release, ALL);
    const switches =
      target === 'dual' &&
      present.phase !== 'v1' &&
      release.chartMajor < 2 &&
      configuredBackend(release) === undefined;
    return workload && switches ? [finding(v1MovesToBucket.rule, {}, workload.object)] : [];
  },
};
