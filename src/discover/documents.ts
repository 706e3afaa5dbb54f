import { counted, withArticle } from '../english.ts';
import { ok, type Result } from '../result.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import { readDocuments, type WrittenNode, type WrittenValues } from '../values/read-values.ts';
import { type FileOrigin, lookup, type MapNode, type ValueNode } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';

/** A document that says of itself what kind of Kubernetes object it is. */
export interface KubernetesObject {
  /** Of the API, without the version: `apps`, nothing for `v1`. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Such as `HelmRelease monitoring/pyroscope`. */
  readonly title: string;
  readonly root: MapNode;
  /** Where it is in its document: at the top, or an item of a `List`. */
  readonly path: readonly string[];
  readonly document: OuterDocument;
  /** What kustomize has laid over it, in this order; the root has it already. */
  readonly patches?: readonly ObjectPatch[];
  /** What kustomize lays over it and cannot be read, as noun phrases. */
  readonly unread?: readonly string[];
}

/** A patch of an object, and where it is. */
export interface ObjectPatch extends WrittenNode {
  readonly file: OuterFile;
  /** What the origins of its nodes call the file. */
  readonly name: string;
  /** Where it is in its file: nothing for a file of its own. */
  readonly path: readonly string[];
  readonly origin: FileOrigin;
}

/** Where what an object says at a path is written: in its own file, or in a patch. */
export function whereWritten(
  { document, path, patches = [] }: KubernetesObject,
  node: ValueNode | undefined,
  tail: readonly string[] = [],
): { readonly file: OuterFile; readonly path: readonly string[] } {
  const origin = node?.origin;
  const patch = patches.findLast(
    (one) =>
      origin?.kind === 'file' &&
      origin.file === one.name &&
      one.origin.start <= origin.start &&
      origin.end <= one.origin.end,
  );
  return { file: patch?.file ?? document.file, path: [...(patch?.path ?? path), ...tail] };
}

export const isKubernetesObject = (root: MapNode): boolean =>
  textField(root, 'apiVersion') !== undefined && textField(root, 'kind') !== undefined;

/** The objects among the documents, in their order; a `List` stands for its items. */
export const kubernetesObjects = (documents: readonly OuterDocument[]): readonly KubernetesObject[] =>
  documents.flatMap((document) => objectsAt(document.values, [], document));

function objectsAt(
  root: ValueNode,
  path: readonly string[],
  document: OuterDocument,
): readonly KubernetesObject[] {
  if (root.kind !== 'map' || !isKubernetesObject(root)) return [];
  if (textField(root, 'kind') === 'List' && mapField(root, 'items') !== undefined)
    return itemsField(root, 'items').flatMap((item, at) => objectsAt(item, ['items', String(at)], document));
  return [objectOf(root, path, document)];
}

function objectOf(root: MapNode, path: readonly string[], document: OuterDocument): KubernetesObject {
  const [group = ''] = /^.*(?=\/)/.exec(textField(root, 'apiVersion') ?? '') ?? [];
  const kind = textField(root, 'kind') ?? '';
  const name = textField(root, 'metadata', 'name') ?? '';
  const namespace = textField(root, 'metadata', 'namespace');
  const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`.trim();
  return { group, kind, name, title, root, path, document };
}

/** A noun phrase for the objects of a file: `a Deployment`, `an Ingress and 2 other objects`. */
export function describeObjects(objects: readonly Pick<KubernetesObject, 'kind'>[]): string {
  const others = objects.length - 1;
  const rest = others > 0 ? ` and ${counted(others, 'other object')}` : '';
  return `${withArticle(objects[0]?.kind ?? '')}${rest}`;
}

/** One YAML document of a file. */
export interface OuterDocument extends WrittenValues {
  readonly file: OuterFile;
}

export function readOuterDocuments(file: OuterFile): Result<readonly OuterDocument[], ValuesError> {
  const read = readDocuments(file.text, file.place);
  return read.ok ? ok(read.value.map((document) => ({ ...document, file }))) : read;
}

/** What stands at a path of keys, undefined also for a null. */
export function mapField(node: ValueNode | undefined, ...path: readonly string[]): ValueNode | undefined {
  const found = node && lookup(node, path);
  return found?.kind === 'scalar' && found.value === null ? undefined : found;
}

export function textField(node: ValueNode | undefined, ...path: readonly string[]): string | undefined {
  const found = mapField(node, ...path);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** The items of a list, none if there is no list. */
export function itemsField(node: ValueNode | undefined, ...path: readonly string[]): readonly ValueNode[] {
  const found = mapField(node, ...path);
  return found?.kind === 'list' ? found.items : [];
}
