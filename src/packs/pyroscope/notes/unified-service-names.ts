import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { fullnameOf } from '../release.ts';

/** Audit C4: deployUnifiedServices names its Services after the release, alloy's URL after the full name. */
export const unifiedServiceNames: Observation = {
  rule: {
    id: 'unified-service-name-mismatch',
    auditId: 'C4',
    severity: 'note',
    summary: 'unified Services are named after the release, their users look for the full name',
    message: ({ service, wanted }) => ({
      what: `Service ${service} is looked for as ${wanted}`,
      why: 'with fullnameOverride, or a release name without "pyroscope", alloy and the notes use the full name: profiles are pushed to a host that does not exist',
      remedy: `point alloy at ${service}, or drop pyroscope.fullnameOverride`,
    }),
  },
  check: ({ release, objects }) => {
    const fullname = fullnameOf(objects);
    const service = objects.find(
      (object) => object.kind === 'Service' && object.name === `${release.name}-write`,
    );
    if (!service || fullname === undefined || fullname === release.name) return [];
    return [
      finding(unifiedServiceNames.rule, { service: service.name, wanted: `${fullname}-write` }, service),
    ];
  },
};
