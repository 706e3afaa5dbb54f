import { textAt } from '../../../manifest/query.ts';
import { ALL } from '../components.ts';
import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';
import { workloadOf } from '../release.ts';
import { configuredBackend, filesystemDirectory } from '../storage-backend.ts';
import type { Workload } from '../workload.ts';

const MOUNT = { name: 'data', mountPath: '/data-shared', subPath: '.shared' } as const;

const rule: Correction['rule'] = {
  id: 'shared-mount-missing-in-v1',
  auditId: 'A15',
  severity: 'correction',
  askedFor: true,
  summary: 'filesystem backend on 1.x: v1 has no /data-shared mount, where dual put the blocks',
  message: ({ done }) => ({
    what: `${done} the volume mount /data-shared in v1`,
    why: 'with the filesystem backend v1 ships its blocks there; without the mount it may not write, and blocks shipped during dual are hidden',
    remedy:
      'write storage.filesystem.dir: /data/.shared into pyroscope.structuredConfig: that lies on the volume in every phase',
  }),
};

function extraBackend(workload: Workload): string | undefined {
  const slot = workload.flags.find('storage.backend');
  return slot && !slot.byChart ? slot.value : undefined;
}

/** Whether the condition of audit A15 holds: v1 of a single binary on 1.x whose own configuration says filesystem. */
export function needsSharedMount(migration: Migration, workload: Workload): boolean {
  const { release, target } = migration;
  if (target !== 'v1' || release.chartMajor >= 2 || workload.component !== ALL) return false;
  const backend = extraBackend(workload) ?? configuredBackend(release);
  return backend === 'filesystem' && filesystemDirectory(release, workload) === undefined;
}

export const keepsSharedMount = (migration: Migration, workload: Workload): boolean =>
  migration.asksFor(rule) && needsSharedMount(migration, workload);

const hasMount = (workload: Workload): boolean =>
  workload.mounts.items().some(({ value }) => textAt(value, 'mountPath') === MOUNT.mountPath);

/** Audit A15, asked for by --correct: the rollback leaves the mount where it is, a v1 render gets it. */
export const sharedMountInV1: Correction = {
  rule,
  byDefault: false,
  apply: (migration) => {
    const workload = workloadOf(migration.release, ALL);
    if (workload === undefined || !needsSharedMount(migration, workload)) return [];
    const added = !hasMount(workload) && workload.mounts.append(MOUNT);
    if (added) {
      migration.record(workload.object, {
        reason: 'A15',
        action: 'add',
        what: `volume mount ${MOUNT.mountPath}`,
      });
    }
    return [finding(rule, { done: added ? 'added' : 'kept' }, workload.object)];
  },
};
