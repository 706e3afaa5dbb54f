import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';
import { workloadOf } from '../release.ts';

const FLAG = 'metastore.raft.bootstrap-expect-peers';

function make(auditId: 'B4' | 'B5', component: 'all' | 'metastore'): Correction {
  const rule: Correction['rule'] = {
    id: auditId === 'B4' ? 'single-binary-peers-mismatch' : 'metastore-peers-mismatch',
    auditId,
    severity: 'correction',
    summary: 'the metastore waits for another number of peers than there are replicas, and never starts',
    message: ({ replicas, expected }) => ({
      what: `set -${FLAG}=${replicas} on ${component} (was ${expected}), the number of replicas`,
      why: `raft bootstraps only when it finds the expected number of peers: "got ${replicas}, expected ${expected}", and loops`,
      remedy: `write it down: --set-string 'pyroscope.${component === 'all' ? '' : 'components.metastore.'}extraArgs.metastore\\.raft\\.bootstrap-expect-peers=${replicas}'`,
    }),
  };
  const apply = (migration: Migration) => {
    const workload = workloadOf(migration.release, component);
    if (migration.target === 'v1' || workload?.replicas === undefined) return [];
    const expected = Number(workload.flags.value(FLAG) ?? '1');
    if (workload.replicas === expected || workload.replicas < 1) return [];
    migration.setFlag(workload, FLAG, String(workload.replicas), auditId);
    return [finding(rule, { replicas: workload.replicas, expected }, workload.object)];
  };
  return { rule, byDefault: true, apply };
}

/** Audit B4: a single binary never gets the flag, so several replicas do not bootstrap. */
export const singleBinaryPeers = make('B4', 'all');

/** Audit B5: the metastore's replicas changed without the flag. */
export const metastorePeers = make('B5', 'metastore');
