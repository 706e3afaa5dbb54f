import { dataClaim } from '../data-volume.ts';
import { finding, type Migration } from '../migration.ts';
import type { Observation } from '../observation.ts';
import type { Workload } from '../workload.ts';

function sharers(migration: Migration): { claim: string; users: readonly Workload[] } | undefined {
  const byClaim = new Map<string, Workload[]>();
  for (const workload of migration.workloads) {
    const claim = dataClaim(workload);
    if (claim !== undefined) byClaim.set(claim, [...(byClaim.get(claim) ?? []), workload]);
  }
  // `<name>-data` is the chart's own name for a Deployment (B13); only an existingClaim is shared.
  const shared = [...byClaim].find(
    ([claim, users]) =>
      users.length > 1 ||
      (users[0] && claim !== `${users[0].object.name}-data` && (users[0].replicas ?? 1) > 1),
  );
  return shared && { claim: shared[0], users: shared[1] };
}

/** Audit B14: one existingClaim for all replicas of all components, the metastore's write-ahead log included. */
export const sharedClaim: Observation = {
  rule: {
    id: 'shared-claim',
    auditId: 'B14',
    severity: 'warning',
    summary: 'several pods mount one claim at the same path',
    message: ({ claim, components }) => ({
      what: `claim ${claim} is mounted by every pod of ${components}`,
      why: 'they share one directory: a second metastore on it never answers, as the first one holds its log',
      remedy: 'drop pyroscope.persistence.existingClaim and let each StatefulSet have claims of its own',
    }),
  },
  check: (migration) => {
    const shared = sharers(migration);
    if (!shared) return [];
    const components = shared.users.map((workload) => workload.component).join(', ');
    return [finding(sharedClaim.rule, { claim: shared.claim, components }, shared.users[0]?.object)];
  },
};
