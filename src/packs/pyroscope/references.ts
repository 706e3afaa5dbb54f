import type { ManifestObject } from '../../manifest/object.ts';
import { asMap, at, follow, itemsAt, textAt } from '../../manifest/query.ts';
import type { YamlNode } from '../../yaml/node.ts';

/** What an object points at: a Service or workload by name, or pods by their component label. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
}

const service = (name: string | undefined): Reference[] =>
  name === undefined ? [] : [{ kind: 'Service', name }];

function ingress(object: ManifestObject): Reference[] {
  const paths = itemsAt(object.node, 'spec', 'rules').flatMap(({ value }) => itemsAt(value, 'http', 'paths'));
  return [
    ...service(textAt(object.node, 'spec', 'defaultBackend', 'service', 'name')),
    ...paths.flatMap(({ value }) => service(textAt(value, 'backend', 'service', 'name'))),
  ];
}

function route(object: ManifestObject): Reference[] {
  const rules = itemsAt(object.node, 'spec', 'rules');
  const backends = rules.flatMap(({ value }) => [
    ...itemsAt(value, 'backendRefs').map((item) => item.value),
    ...itemsAt(value, 'filters').flatMap((filter) => at(filter.value, 'requestMirror', 'backendRef') ?? []),
  ]);
  return backends
    .filter((node) => (textAt(node, 'kind') ?? 'Service') === 'Service')
    .flatMap((node) => service(textAt(node, 'name')));
}

function target(object: ManifestObject, key: string): Reference[] {
  const name = textAt(object.node, 'spec', key, 'name');
  return name === undefined ? [] : [{ kind: textAt(object.node, 'spec', key, 'kind') ?? 'Deployment', name }];
}

/** Components that a label selector asks for by name. */
function selected(selector: YamlNode | undefined): Reference[] {
  const exact = textAt(selector, 'matchLabels', 'app.kubernetes.io/component');
  const listed = itemsAt(selector, 'matchExpressions').flatMap(({ value }) => {
    const asks = textAt(value, 'key') === 'app.kubernetes.io/component' && textAt(value, 'operator') === 'In';
    return asks ? itemsAt(value, 'values').flatMap((item) => textAt(item.value) ?? []) : [];
  });
  return [...(exact === undefined ? [] : [exact]), ...listed].map((name) => ({ kind: 'component', name }));
}

function networkPolicy(object: ManifestObject): Reference[] {
  const peers = (['ingress', 'egress'] as const).flatMap((direction) =>
    itemsAt(object.node, 'spec', direction).flatMap(({ value }) =>
      itemsAt(value, direction === 'ingress' ? 'from' : 'to'),
    ),
  );
  return [
    at(object.node, 'spec', 'podSelector'),
    ...peers.map(({ value }) => at(value, 'podSelector')),
  ].flatMap(selected);
}

const READERS: Readonly<Record<string, (object: ManifestObject) => Reference[]>> = {
  Ingress: ingress,
  HTTPRoute: route,
  GRPCRoute: route,
  HorizontalPodAutoscaler: (object) => target(object, 'scaleTargetRef'),
  ScaledObject: (object) => target(object, 'scaleTargetRef'),
  VerticalPodAutoscaler: (object) => target(object, 'targetRef'),
  ServiceMonitor: (object) => selected(at(object.node, 'spec', 'selector')),
  PodMonitor: (object) => selected(at(object.node, 'spec', 'selector')),
  NetworkPolicy: networkPolicy,
};

/** Kinds whose objects point at others, for a cheap look at a document's text. */
export const REFERRING_KINDS = new RegExp(`\\b(?:${Object.keys(READERS).join('|')})\\b`);

export function referencesOf(object: ManifestObject): readonly Reference[] {
  return READERS[object.kind ?? '']?.(object) ?? [];
}

/** The release that a selector means, where it says so; undefined for any. */
export function selectedInstance(object: ManifestObject): string | undefined {
  const labels = asMap(
    at(object.node, 'spec', 'selector', 'matchLabels') ??
      at(object.node, 'spec', 'podSelector', 'matchLabels'),
  );
  const entry = labels?.entries.findLast(({ key }) => key === 'app.kubernetes.io/instance');
  const found = follow(entry?.value);
  return found?.kind === 'scalar' ? found.value : undefined;
}
