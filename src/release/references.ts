import { type Known, type ManifestObject, type Path, type Place, sure, type Tree } from '../pack.ts';

/** A Service or workload that an object points at by name. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** Where the object says it; empty where it means its own. */
  readonly namespace: string;
  readonly at: Known<string>;
}

/** A label selector of an object, and what it is laid on. */
export interface Selection {
  readonly of: 'Service' | 'Pod';
  /** The namespaces that it looks into; `own` is that of the object. */
  readonly namespaces: 'own' | 'any' | readonly string[];
  /** Those that an object must have to be selected; there may be other conditions. */
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly matches: (labels: Labels) => boolean;
  readonly at: Place;
}

/** Paths with dots between keys; `[]` behind a key stands for each item of its list. */
interface Fields {
  /** Names of Services in the object's own namespace. */
  readonly names?: readonly string[];
  /** Maps of `kind`, `name` and `namespace`, and the kind of one that leaves it out; empty: such a one is not meant. */
  readonly refs?: readonly (readonly [path: string, kind: string])[];
  /** Host names and addresses: `read`, `read.profiling.svc.cluster.local`, `http://read:4040`. */
  readonly hosts?: readonly string[];
}

const GATEWAY_ROUTE: Fields = {
  refs: [
    ['spec.parentRefs[]', ''],
    ['spec.rules[].backendRefs[]', 'Service'],
    ['spec.rules[].filters[].requestMirror.backendRef', 'Service'],
    ['spec.rules[].backendRefs[].filters[].requestMirror.backendRef', 'Service'],
  ],
};

const TRAEFIK_ROUTE: Fields = { refs: [['spec.routes[].services[]', 'Service']] };

const KONG_STREAM: Fields = { names: ['spec.rules[].backend.serviceName'] };

const AMBASSADOR: Fields = { hosts: ['spec.service'] };

const SCALED: Fields = { refs: [['spec.scaleTargetRef', 'Deployment']] };

/**
 * What the schemas of Kubernetes, the Gateway API (v1), Istio (v1), Traefik (v1alpha1), Contour (v1), Kong (v1beta1), APISIX
 * (v2), Emissary (v3alpha1), OpenShift (v1), AWS Load Balancer Controller (v1beta1), KEDA (v1alpha1), Argo Rollouts
 * (v1alpha1) and Flagger (v1beta1) name.
 */
const FIELDS: Readonly<Record<string, Fields>> = {
  Ingress: {
    names: [
      'spec.defaultBackend.service.name',
      'spec.backend.serviceName',
      'spec.rules[].http.paths[].backend.service.name',
      'spec.rules[].http.paths[].backend.serviceName',
    ],
  },
  Service: { hosts: ['spec.externalName'] },
  HTTPRoute: GATEWAY_ROUTE,
  GRPCRoute: GATEWAY_ROUTE,
  TCPRoute: GATEWAY_ROUTE,
  TLSRoute: GATEWAY_ROUTE,
  UDPRoute: GATEWAY_ROUTE,
  VirtualService: {
    hosts: [
      'spec.http[].route[].destination.host',
      'spec.http[].mirror.host',
      'spec.http[].mirrors[].destination.host',
      'spec.tcp[].route[].destination.host',
      'spec.tls[].route[].destination.host',
    ],
  },
  DestinationRule: { hosts: ['spec.host'] },
  Sidecar: { hosts: ['spec.egress[].hosts[]'] },
  ServiceEntry: { hosts: ['spec.hosts[]', 'spec.endpoints[].address'] },
  IngressRoute: TRAEFIK_ROUTE,
  IngressRouteTCP: TRAEFIK_ROUTE,
  IngressRouteUDP: TRAEFIK_ROUTE,
  TraefikService: {
    refs: [
      ['spec.weighted.services[]', 'Service'],
      ['spec.mirroring', 'Service'],
      ['spec.mirroring.mirrors[]', 'Service'],
    ],
  },
  Middleware: { refs: [['spec.errors.service', 'Service']], hosts: ['spec.forwardAuth.address'] },
  HTTPProxy: {
    names: ['spec.routes[].services[].name', 'spec.tcpproxy.services[].name', 'spec.tcpproxy.service.name'],
  },
  TCPIngress: KONG_STREAM,
  UDPIngress: KONG_STREAM,
  ApisixRoute: { names: ['spec.http[].backends[].serviceName', 'spec.stream[].backend.serviceName'] },
  Mapping: AMBASSADOR,
  TCPMapping: AMBASSADOR,
  Route: {
    refs: [
      ['spec.to', ''],
      ['spec.alternateBackends[]', ''],
    ],
  },
  TargetGroupBinding: { names: ['spec.serviceRef.name'] },
  HorizontalPodAutoscaler: SCALED,
  ScaledObject: SCALED,
  VerticalPodAutoscaler: { refs: [['spec.targetRef', 'Deployment']] },
  Canary: {
    refs: [
      ['spec.targetRef', 'Deployment'],
      ['spec.autoscalerRef', ''],
    ],
  },
  Rollout: {
    refs: [['spec.workloadRef', 'Deployment']],
    names: [
      'spec.strategy.canary.canaryService',
      'spec.strategy.canary.stableService',
      'spec.strategy.blueGreen.activeService',
      'spec.strategy.blueGreen.previewService',
    ],
  },
};

/** Every place that a path of the table leads to. */
function pathsIn(object: Tree, path: string): readonly Path[] {
  return path.split('.').reduce<readonly Path[]>(
    (all, step) => {
      const key = step.replace('[]', '');
      if (key === step) return all.map((one) => [...one, key]);
      return all.flatMap((one) => object.keys(...one, key).map((index) => [...one, key, index]));
    },
    [[]],
  );
}

/**
 * The Service that a host name or address means, by the rules of cluster DNS.
 * @returns undefined for a host outside the cluster
 */
function serviceOfHost(host: string): Pick<Reference, 'name' | 'namespace'> | undefined {
  const [, name, namespace = ''] =
    /^(?:[a-z][\w+.-]*:\/\/|[^/\s]*\/)?([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.[\w.-]*)?)?)?\.?(?::\d+)?(?:\/.*)?$/i.exec(
      host,
    ) ?? [];
  return name === undefined ? undefined : { name, namespace };
}

/** What an object of the stream points at by name, in its order. */
export function referencesOf(object: ManifestObject): readonly Reference[] {
  const { names = [], refs = [], hosts = [] } = FIELDS[object.kind] ?? {};
  const textsAt = (path: string) =>
    pathsIn(object, path).flatMap((one) => {
      const at = object.at(...one);
      const text = sure(at);
      return at && text !== undefined ? [{ at, text }] : [];
    });
  const referred = ([path, otherwise]: readonly [string, string]): Reference[] =>
    pathsIn(object, path).flatMap((one) => {
      const at = object.at(...one, 'name');
      const name = sure(at);
      if (!at || name === undefined) return [];
      const kind = sure(object.at(...one, 'kind')) ?? otherwise;
      return [{ kind, name, namespace: sure(object.at(...one, 'namespace')) ?? '', at }];
    });
  return [
    ...names
      .flatMap(textsAt)
      .map(({ at, text }): Reference => ({ kind: 'Service', name: text, namespace: '', at })),
    ...refs.flatMap(referred),
    ...hosts.flatMap(textsAt).flatMap(({ at, text }): Reference[] => {
      const service = serviceOfHost(text);
      return service ? [{ kind: 'Service', ...service, at }] : [];
    }),
  ];
}

type Labels = Readonly<Record<string, string>>;

function isAmong(labels: Labels, expression: Tree): boolean {
  const label = labels[sure(expression.at('key')) ?? ''];
  const values = expression.keys('values').map((index) => sure(expression.at('values', index)));
  switch (sure(expression.at('operator'))) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return false;
  }
}

const labelsIn = (labels: Tree): Selection['labels'] =>
  Object.fromEntries(labels.keys().map((key) => [String(key), sure(labels.at(key))] as const));

const podLabels = new WeakMap<ManifestObject, Labels>();

/** The labels of an object, and of the pods that it makes. */
export function labelsOfPods(object: ManifestObject): Labels {
  const known = podLabels.get(object);
  if (known) return known;
  const template = object.below('spec', 'template', 'metadata', 'labels');
  const own = Object.entries(labelsIn(template)).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const labels = { ...object.labels, ...Object.fromEntries(own) };
  podLabels.set(object, labels);
  return labels;
}

const haveAll = (labels: Labels, wanted: Selection['labels']): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** As Kubernetes reads a LabelSelector: an empty one takes everything. */
function byLabels(selector: Tree): Pick<Selection, 'labels' | 'matches'> {
  const labels = labelsIn(selector.below('matchLabels'));
  const expressions = selector.keys('matchExpressions').map((at) => selector.below('matchExpressions', at));
  return {
    labels,
    matches: (of) => haveAll(of, labels) && expressions.every((expression) => isAmong(of, expression)),
  };
}

const COMPONENT = 'app.kubernetes.io/component';

/** A selector is shown by the component that it asks for, else as a whole. */
const placeOf = (selector: Tree, labels: Path = ['matchLabels']): Place =>
  selector.at(...labels, COMPONENT)?.place ?? selector.place();

const monitor =
  (of: Selection['of']): SelectionReader =>
  (object) => {
    const selector = object.below('spec', 'selector');
    const others = object.below('spec', 'namespaceSelector');
    const named = others.keys('matchNames').flatMap((at) => sure(others.at('matchNames', at)) ?? []);
    const namespaces = others.isTrue('any') ? 'any' : named.length > 0 ? named : 'own';
    return [{ of, namespaces, ...byLabels(selector), at: placeOf(selector) }];
  };

function networkPolicy(object: ManifestObject): Selection[] {
  const peers = ['spec.ingress[].from[]', 'spec.egress[].to[]']
    .flatMap((path) => pathsIn(object, path))
    .map((path) => object.below(...path))
    .filter((peer) => !peer.has('namespaceSelector'));
  return [object.below('spec'), ...peers]
    .filter((one) => one.has('podSelector'))
    .map((one) => one.below('podSelector'))
    .map((one) => ({ of: 'Pod', namespaces: 'own', ...byLabels(one), at: placeOf(one) }));
}

/** Its selector has the labels without `matchLabels`; a Service without one has endpoints that somebody else writes. */
function service(object: ManifestObject): Selection[] {
  const selector = object.below('spec', 'selector');
  const labels = labelsIn(selector);
  if (Object.keys(labels).length === 0) return [];
  const matches = (of: Labels): boolean => haveAll(of, labels);
  return [{ of: 'Pod', namespaces: 'own', labels, matches, at: placeOf(selector, []) }];
}

type SelectionReader = (object: ManifestObject) => readonly Selection[];

const SELECTIONS: Readonly<Record<string, SelectionReader>> = {
  ServiceMonitor: monitor('Service'),
  PodMonitor: monitor('Pod'),
  NetworkPolicy: networkPolicy,
  Service: service,
};

/** What an object of the stream selects by labels. */
export const selectionsOf = (object: ManifestObject): readonly Selection[] =>
  SELECTIONS[object.kind]?.(object) ?? [];

const textOfKinds = (kinds: readonly string[]): RegExp =>
  new RegExp(`\\bkind["']?:\\s*["']?(?:${kinds.join('|')})\\b`);

/** Kinds whose objects select others. */
export const SELECTING_KINDS = Object.keys(SELECTIONS);

/** For a cheap look at a document's text: whether it may hold an object of these kinds. */
export const MAY_SELECT = textOfKinds(SELECTING_KINDS);

/** The same for kinds whose objects point at others in any way. */
export const REFERRING_KINDS = textOfKinds([
  ...Object.keys(FIELDS),
  ...SELECTING_KINDS,
  '(?:Cluster)?RoleBinding',
]);
