import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { workloadOf } from '../release.ts';

/** Audit B12: from dual on the distributor loads placement rules from the bucket, and exits where it cannot. */
export const distributorNeedsBucket: Observation = {
  rule: {
    id: 'distributor-needs-bucket',
    auditId: 'B12',
    severity: 'note',
    summary: 'from dual on the distributor exits when it cannot reach the bucket',
    message: ({ name }) => ({
      what: `${name} needs the bucket from dual on`,
      why: 'it loads placement rules from there and exits when it cannot ("failed to load placement rules"), which stops v1 ingest, too',
      remedy: 'see that its egress policy and its credentials allow the bucket before the step',
    }),
  },
  check: ({ release, target }) => {
    const distributor = target === 'v1' ? undefined : workloadOf(release, 'distributor');
    return distributor
      ? [finding(distributorNeedsBucket.rule, { name: distributor.object.name }, distributor.object)]
      : [];
  },
};
