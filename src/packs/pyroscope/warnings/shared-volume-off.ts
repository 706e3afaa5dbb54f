import { textAt } from '../../../manifest/query.ts';
import { ALL } from '../components.ts';
import { finding, type Migration } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { workloadOf } from '../release.ts';
import { effectiveBackend, filesystemDirectory } from '../storage-backend.ts';

function unmounted(migration: Migration) {
  const { release, target } = migration;
  const workload = workloadOf(release, ALL);
  if (!workload || target === 'v1' || release.chartMajor >= 2) return undefined;
  const onFilesystem =
    effectiveBackend(release, workload) === 'filesystem' &&
    filesystemDirectory(release, workload) === undefined;
  const mounted = workload.mounts.items().some(({ value }) => textAt(value, 'mountPath') === '/data-shared');
  return onFilesystem && !mounted ? workload : undefined;
}

/** Audit A7: persistence.shared.enabled=false beside the hard-coded filesystem backend. */
export const sharedVolumeOff: Observation = {
  rule: {
    id: 'shared-volume-off',
    auditId: 'A7',
    severity: 'warning',
    summary: 'v2 writes to /data-shared, which is not mounted',
    message: () => ({
      what: 'v2 writes to /data-shared, which is not mounted',
      why: 'every upload of v2 fails with "permission denied" while clients get 200: dual stays empty unseen, and in v2 every push fails',
      remedy: 'mount it: --set pyroscope.persistence.shared.enabled=true — or, with a bucket, --correct A1',
    }),
  },
  check: (migration) => {
    const workload = unmounted(migration);
    return workload ? [finding(sharedVolumeOff.rule, {}, workload.object)] : [];
  },
};
