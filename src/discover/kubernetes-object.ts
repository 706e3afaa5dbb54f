import { counted, withArticle } from '../english.ts';
import type { MapNode } from '../values/tree.ts';
import { type OuterDocument, textField } from './outer-document.ts';

/** A document that says of itself what kind of Kubernetes object it is. */
export interface KubernetesObject {
  /** Of the API, without the version: `apps`, nothing for `v1`. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Such as `HelmRelease monitoring/pyroscope`. */
  readonly title: string;
  readonly root: MapNode;
  readonly document: OuterDocument;
}

export const isKubernetesObject = (root: MapNode): boolean =>
  textField(root, 'apiVersion') !== undefined && textField(root, 'kind') !== undefined;

/** The objects among the documents, in their order. */
export const kubernetesObjects = (documents: readonly OuterDocument[]): readonly KubernetesObject[] =>
  documents.filter(({ values }) => isKubernetesObject(values)).map(objectOf);

function objectOf(document: OuterDocument): KubernetesObject {
  const root = document.values;
  const [group = ''] = /^.*(?=\/)/.exec(textField(root, 'apiVersion') ?? '') ?? [];
  const kind = textField(root, 'kind') ?? '';
  const name = textField(root, 'metadata', 'name') ?? '';
  const namespace = textField(root, 'metadata', 'namespace');
  const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`.trim();
  return { group, kind, name, title, root, document };
}

/** A noun phrase for the objects of a file: `a Deployment`, `an Ingress and 2 other objects`. */
export function describeObjects(objects: readonly KubernetesObject[]): string {
  const others = objects.length - 1;
  const rest = others > 0 ? ` and ${counted(others, 'other object')}` : '';
  return `${withArticle(objects[0]?.kind ?? '')}${rest}`;
}
