import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit C10: rbac.create=false leaves the kubernetes:/// discovery of the metastore without rights. */
export const discoveryRoleMissing: Observation = {
  rule: {
    id: 'discovery-role-missing',
    auditId: 'C10',
    severity: 'note',
    summary: 'no Role for metastore discovery in the render',
    message: ({ phase }) => ({
      what: `${phase} without the discovery Role`,
      why: 'clients find the metastore by watching endpoints; with rbac.create=false the ServiceAccount may lack that right',
      remedy:
        'grant get, list and watch on endpoints and endpointslices to the ServiceAccount, or --set pyroscope.rbac.create=true',
    }),
  },
  check: ({ objects, target, workloads }) => {
    const discovers = workloads.some(({ flags }) =>
      flags.value('metastore.address')?.startsWith('kubernetes:///'),
    );
    const hasRole = objects.some((object) => object.kind === 'Role');
    return target === 'v1' || hasRole || !discovers
      ? []
      : [finding(discoveryRoleMissing.rule, { phase: target })];
  },
};
