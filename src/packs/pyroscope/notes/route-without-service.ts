import { describeObject } from '../../../manifest/object.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { referencesOf } from '../references.ts';

/** Audit C5: Ingress and HTTPRoute choose their backends by pyroscope.components alone. */
export const routeWithoutService: Observation = {
  rule: {
    id: 'route-without-service',
    auditId: 'C5',
    severity: 'note',
    summary: 'an Ingress or HTTPRoute of the release points at a Service that the render does not hold',
    message: ({ route, service }) => ({
      what: `${route} points at Service ${service}, which this render does not hold`,
      why: 'the chart chooses backends by pyroscope.components, not by architecture.microservices.enabled',
      remedy:
        'keep pyroscope.components in the values (any two entries will do), or write the route yourself',
    }),
  },
  check: ({ objects }) => {
    const services = new Set(
      objects.filter((object) => object.kind === 'Service').map((object) => object.name),
    );
    for (const object of objects.filter(({ kind }) => kind === 'Ingress' || kind === 'HTTPRoute')) {
      const missing = referencesOf(object).find(
        ({ kind, name }) => kind === 'Service' && !services.has(name),
      );
      const args = { route: describeObject(object), service: missing?.name ?? '' };
      if (missing) return [finding(routeWithoutService.rule, args, object)];
    }
    return [];
  },
};
