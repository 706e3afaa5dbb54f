import { isEmptyDir } from '../data-volume.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { metastoreOf } from '../release.ts';

/** Audit A10: the metastore's own default, persistence off, wins over pyroscope.persistence.enabled. */
export const metastoreNotPersistent: Observation = {
  rule: {
    id: 'metastore-not-persistent',
    auditId: 'A10',
    severity: 'warning',
    summary: 'the metastore keeps its raft log and block index on an emptyDir',
    message: ({ name, help }) => ({
      what: `${name} keeps the metastore on an emptyDir`,
      why: 'raft log, snapshots and block index die with the pods, and the blocks in the bucket cannot be found without them',
      remedy: `before the first dual: --set ${help} (later Kubernetes forbids the change of the StatefulSet)`,
    }),
  },
  check: ({ release, target }) => {
    const workload = target === 'v1' ? undefined : metastoreOf(release);
    if (!workload || !isEmptyDir(workload)) return [];
    const single = workload.component === 'all';
    const help = single
      ? 'pyroscope.persistence.enabled=true'
      : 'pyroscope.components.metastore.persistence.enabled=true';
    return [finding(metastoreNotPersistent.rule, { name: workload.object.name, help }, workload.object)];
  },
};
