import { type Known, type ManifestObject, type Path, sure, type Tree } from '../pack.ts';

/** What an object points at: a Service or workload by name, or pods by their component label. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly at: Known<string>;
}

const INSTANCE = 'app.kubernetes.io/instance';
const COMPONENT = 'app.kubernetes.io/component';

const itemsOf = (tree: Tree, ...path: Path): readonly Tree[] =>
  tree.keys(...path).map((key) => tree.below(...path, key));

const named = (kind: string, at: Known<string> | undefined): Reference[] => {
  const name = sure(at);
  return at && name !== undefined ? [{ kind, name, at }] : [];
};

function ingress(object: Tree): Reference[] {
  const paths = itemsOf(object, 'spec', 'rules').flatMap((rule) => itemsOf(rule, 'http', 'paths'));
  return [
    ...named('Service', object.at('spec', 'defaultBackend', 'service', 'name')),
    ...paths.flatMap((path) => named('Service', path.at('backend', 'service', 'name'))),
  ];
}

function route(object: Tree): Reference[] {
  const backends = itemsOf(object, 'spec', 'rules').flatMap((rule) => [
    ...itemsOf(rule, 'backendRefs'),
    ...itemsOf(rule, 'filters').map((filter) => filter.below('requestMirror', 'backendRef')),
  ]);
  return backends
    .filter((backend) => (sure(backend.at('kind')) ?? 'Service') === 'Service')
    .flatMap((backend) => named('Service', backend.at('name')));
}

const target =
  (key: string) =>
  (object: Tree): Reference[] =>
    named(sure(object.at('spec', key, 'kind')) ?? 'Deployment', object.at('spec', key, 'name'));

/** Components that a label selector asks for by name. */
function selected(selector: Tree): Reference[] {
  const listed = itemsOf(selector, 'matchExpressions')
    .filter((one) => sure(one.at('key')) === COMPONENT && sure(one.at('operator')) === 'In')
    .flatMap((one) => one.keys('values').map((index) => one.at('values', index)));
  return [selector.at('matchLabels', COMPONENT), ...listed].flatMap((one) => named('component', one));
}

const monitor = (object: Tree): Reference[] => selected(object.below('spec', 'selector'));

function networkPolicy(object: Tree): Reference[] {
  const peers = [['ingress', 'from'] as const, ['egress', 'to'] as const].flatMap(([direction, side]) =>
    itemsOf(object, 'spec', direction).flatMap((rule) => itemsOf(rule, side)),
  );
  return [object.below('spec'), ...peers].flatMap((peer) => selected(peer.below('podSelector')));
}

const READERS: Readonly<Record<string, (object: Tree) => Reference[]>> = {
  Ingress: ingress,
  HTTPRoute: route,
  GRPCRoute: route,
  HorizontalPodAutoscaler: target('scaleTargetRef'),
  ScaledObject: target('scaleTargetRef'),
  VerticalPodAutoscaler: target('targetRef'),
  ServiceMonitor: monitor,
  PodMonitor: monitor,
  NetworkPolicy: networkPolicy,
};

/** Kinds whose objects point at others, for a cheap look at a document's text. */
export const REFERRING_KINDS = new RegExp(
  `\\b(?:${Object.keys(READERS).join('|')}|(?:Cluster)?RoleBinding)\\b`,
);

/** What an object of the stream points at, in its order. */
export const referencesOf = (object: ManifestObject): readonly Reference[] =>
  READERS[object.kind]?.(object) ?? [];

/** The release that a selector means, where it says so; undefined for any. */
export const selectedInstance = (object: ManifestObject): string | undefined =>
  sure(
    object.at('spec', 'selector', 'matchLabels', INSTANCE) ??
      object.at('spec', 'podSelector', 'matchLabels', INSTANCE),
  );
