import { insertEntryAfter } from '../../../manifest/entry-edit.ts';
import { at, entryOf } from '../../../manifest/query.ts';
import { ALL } from '../components.ts';
import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';
import { workloadOf } from '../release.ts';
import type { Workload } from '../workload.ts';

const KEY = 'terminationGracePeriodSeconds';
const SECONDS = 60;

/** A single binary in dual or v2 takes 30 to 31 s to stop (seen on 1.21.0 and 2.2.1), Kubernetes' default is 30. */
export function lacksGrace(migration: Migration): Workload | undefined {
  const workload = migration.target === 'v1' ? undefined : workloadOf(migration.release, ALL);
  return workload && at(workload.pod, KEY) === undefined ? workload : undefined;
}

/** Audit B17, asked for by --correct. */
export const terminationGrace: Correction = {
  byDefault: false,
  rule: {
    id: 'termination-grace-too-short',
    auditId: 'B17',
    severity: 'correction',
    askedFor: true,
    summary: 'a single binary needs over 30 s to stop and gets 30',
    message: () => ({
      what: `set ${KEY}: ${SECONDS}`,
      why: 'stopping takes 30 to 31 s in dual and v2, and the kubelet kills after 30',
      remedy: `write it into the values: --set pyroscope.${KEY}=${SECONDS}`,
    }),
  },
  apply: (migration) => {
    const workload = lacksGrace(migration);
    const after = workload && (entryOf(workload.pod, 'volumes') ?? entryOf(workload.pod, 'containers'));
    if (!workload || !after) return [];
    const form = { lines: [`${KEY}: ${SECONDS}`], flow: `"${KEY}": ${SECONDS}` };
    const patch = insertEntryAfter(workload.object.document.text, workload.pod, after, form);
    migration.patch(workload.object, patch, { reason: 'B17', action: 'add', what: `${KEY}: ${SECONDS}` });
    return [finding(terminationGrace.rule, {}, workload.object)];
  },
};
