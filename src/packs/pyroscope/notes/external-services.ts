import { textAt } from '../../../manifest/query.ts';
import { isV2Only } from '../components.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

/** Audit C6: service.type reaches the v2-only components, the metastore's raft port included. */
export const externalServices: Observation = {
  rule: {
    id: 'v2-services-external',
    auditId: 'C6',
    severity: 'note',
    summary: 'v2-only components get Services that are reachable from outside',
    message: ({ services, type }) => ({
      what: `of type ${type}: ${services}`,
      why: 'pyroscope.service.type reaches every component: ports 9095 and 9099 of the metastore are open to the outside',
      remedy: 'set it for single components instead: pyroscope.components.<name>.service.type',
    }),
  },
  check: ({ objects }) => {
    const typeOf = (object: (typeof objects)[number]): string => textAt(object.node, 'spec', 'type') ?? '';
    const open = objects.filter(
      (object) =>
        object.kind === 'Service' &&
        isV2Only(object.labels.get('app.kubernetes.io/component') ?? '') &&
        (typeOf(object) === 'LoadBalancer' || typeOf(object) === 'NodePort'),
    );
    const [first] = open;
    const services = open.map((object) => object.name).join(', ');
    return first ? [finding(externalServices.rule, { services, type: typeOf(first) }, first)] : [];
  },
};
