import { discoveryNamespace, withoutNamespace } from '../corrections/discovery-namespace.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit C9, where the correction was not asked for. */
export const discoveryWithoutNamespace: Observation = {
  rule: {
    id: 'discovery-without-namespace',
    auditId: 'C9',
    severity: 'note',
    summary: discoveryNamespace.rule.summary,
    message: ({ name }) => ({
      what: `${name} names no namespace`,
      why: 'helm upgrade puts it right; helm template | kubectl apply without -n puts it elsewhere, and the metastore is not found',
      remedy: '--correct C9 writes the namespace',
    }),
  },
  check: (migration) => {
    const [found] = migration.asksFor(discoveryNamespace.rule) ? [] : withoutNamespace(migration);
    return found ? [finding(discoveryWithoutNamespace.rule, { name: found.name }, found)] : [];
  },
};

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
