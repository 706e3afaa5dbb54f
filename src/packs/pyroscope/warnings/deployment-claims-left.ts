import { deploymentClaims, neverCreatedClaims } from '../corrections/deployment-claims.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit B13, where the correction was not asked for. */
export const deploymentClaimsLeft: Observation = {
  rule: {
    id: 'deployment-pvc-never-created',
    auditId: 'B13',
    severity: 'warning',
    summary: deploymentClaims.rule.summary,
    message: ({ components }) => ({
      what: `claims <name>-data that nothing creates, for ${components}`,
      why: 'pyroscope.persistence.enabled makes each Deployment claim one, which the chart never renders: new pods stay Pending unless you create it',
      remedy:
        '--correct B13 gives them an emptyDir (they keep no state), or set persistence for each component: pyroscope.components.<name>.persistence.enabled',
    }),
  },
  check: (migration) => {
    if (migration.asksFor(deploymentClaims.rule)) return [];
    const found = neverCreatedClaims(migration);
    const components = found.map((workload) => workload.component).join(', ');
    return found.length > 0 ? [finding(deploymentClaimsLeft.rule, { components }, found[0]?.object)] : [];
  },
};
