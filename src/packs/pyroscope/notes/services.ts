import { describeObject } from '../../../manifest/object.ts';
import { textAt } from '../../../manifest/query.ts';
import { isV2Only } from '../components.ts';
import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { referencesOf } from '../references.ts';
import { fullnameOf } from '../release.ts';

const LONGEST_DNS_LABEL = 63;

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

/** Audit C7: a DNS label has at most 63 characters. */
export const serviceNameTooLong: Observation = {
  rule: {
    id: 'fullname-too-long',
    auditId: 'C7',
    severity: 'note',
    summary: 'a Service name is longer than Kubernetes allows',
    message: ({ name, length }) => ({
      what: `Service ${name} has ${length} characters`,
      why: `a DNS label has at most ${LONGEST_DNS_LABEL}: the API server refuses it after other objects were changed already`,
      remedy: 'shorten pyroscope.fullnameOverride to at most 36 characters',
    }),
  },
  check: ({ objects }) => {
    const long = objects.find(
      (object) => object.kind === 'Service' && object.name.length > LONGEST_DNS_LABEL,
    );
    return long
      ? [finding(serviceNameTooLong.rule, { name: long.name, length: long.name.length }, long)]
      : [];
  },
};

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
