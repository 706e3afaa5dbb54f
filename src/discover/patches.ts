import { basename } from 'node:path';
import { embeddedPlace, type OuterFile } from '../values/embedded-text.ts';
import { readNodes, type WrittenNode } from '../values/read-values.ts';
import { fromJson, type MapNode, type ValueNode } from '../values/tree.ts';
import {
  itemsField,
  type KubernetesObject,
  mapField,
  type ObjectPatch,
  type OuterDocument,
  textField,
} from './documents.ts';
import { isDirective, mergedPatch, operated } from './patch-tree.ts';

/** A patch of a kustomization. */
export interface Patch {
  /** A noun phrase, with the file of the kustomization. */
  readonly what: string;
  /** Says which objects are patched; without it the patch itself names one. */
  readonly target: ValueNode | undefined;
  /** Where it is written, and what it says: a map to merge, or a list of operations. Undefined if it cannot be read. */
  readonly written:
    | (Omit<ObjectPatch, 'node' | 'duplicates'> & { readonly nodes: readonly WrittenNode[] })
    | undefined;
}

/**
 * The patches of a kustomization in the order in which kustomize 5.7 applies them: `patchesStrategicMerge`, `patches`,
 * `patchesJson6902`.
 * @param prefix where the fields of the kustomization are in their document
 * @param fileAt a file by its path from the kustomization; undefined if there is none
 */
export function patchesIn(
  document: OuterDocument,
  prefix: readonly string[],
  fileAt: (name: string) => (OuterFile & { readonly path: string }) | undefined,
): readonly Patch[] {
  const { values, file } = document;
  const own = values.origin.kind === 'file' ? values.origin.file : '';
  const inFile = (name: string): Patch['written'] => {
    const found = fileAt(name);
    const read = found && readNodes(found.text, found.place);
    if (!found || !read?.ok) return undefined;
    const origin = { ...found.place(0), end: found.text.length };
    return { file: found, name: found.path, path: [], origin, nodes: read.value };
  };
  const inText = (node: ValueNode | undefined, path: readonly string[]): Patch['written'] => {
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.origin.kind !== 'file')
      return undefined;
    const read = readNodes(node.value, embeddedPlace(node.value, node.origin, file));
    return read.ok
      ? { file, name: own, path: [...prefix, ...path], origin: node.origin, nodes: read.value }
      : undefined;
  };
  const what = `a patch of ${basename(own)}`;
  const merged = itemsField(values, 'patchesStrategicMerge').map((one, at): Patch => {
    const text = textField(one) ?? '';
    const written = text.includes('\n') ? inText(one, ['patchesStrategicMerge', String(at)]) : inFile(text);
    return { what, target: undefined, written };
  });
  const others = (['patches', 'patchesJson6902'] as const).flatMap((key) =>
    itemsField(values, key).map((one, at): Patch => {
      const name = textField(one, 'path');
      const written =
        name === undefined ? inText(mapField(one, 'patch'), [key, String(at), 'patch']) : inFile(name);
      return { what, target: mapField(one, 'target'), written };
    }),
  );
  return [...merged, ...others];
}

/** What kustomize knows an object by; without a namespace it is in `default`. */
interface ObjectId {
  readonly name: string;
  readonly namespace: string;
}

const NO_NAMESPACE = 'default';

/** An object that kustomize builds. */
export interface BuiltObject extends KubernetesObject {
  /** Each that it has had, the first as it is written: a patch may call it by any of them. */
  readonly ids: readonly [ObjectId, ...ObjectId[]];
  /** The file or folder, absolute, of what has changed it last; undefined where it is as it is written. */
  readonly changer?: string;
}

/** An object as it is written. */
export const builtFrom = (object: KubernetesObject): BuiltObject => ({
  ...object,
  ids: [{ name: object.name, namespace: textField(object.root, 'metadata', 'namespace') ?? NO_NAMESPACE }],
});

/** The object where something changes it that cannot be read. @param what a noun phrase */
export const unknownBy = (object: BuiltObject, what: string, changer: string): BuiltObject => ({
  ...object,
  unread: [...(object.unread ?? []), what],
  changer,
});

/**
 * Objects with a patch laid over those that it means, without those that it deletes.
 * @param changer the file or folder that is said to change the objects
 */
export function patchedBy(
  objects: readonly BuiltObject[],
  patch: Patch,
  changer: string,
): readonly BuiltObject[] {
  const { target, written, what } = patch;
  if (target === undefined && written !== undefined) {
    const { nodes, ...place } = written;
    return nodes.reduce<readonly BuiltObject[]>((all, { node, duplicates }) => {
      const named = namedBy(all, node);
      const one = { what, changer, written: { ...place, node, duplicates } };
      return all.flatMap((object) => (named.has(object) ? laid(object, one) : [object]));
    }, objects);
  }
  return objects.flatMap((object) => {
    const isMeant = target === undefined ? 'maybe' : isSelected(object, target);
    if (isMeant === false) return [object];
    if (isMeant === 'maybe' || written === undefined) return [unknownBy(object, what, changer)];
    const { nodes, ...place } = written;
    return nodes.reduce<readonly BuiltObject[]>(
      (all, { node, duplicates }) =>
        all.flatMap((one) => laid(one, { what, changer, written: { ...place, node, duplicates } })),
      [object],
    );
  });
}

/** One document of a patch. */
interface Laying {
  readonly what: string;
  readonly changer: string;
  readonly written: ObjectPatch;
}

/** An object with a patch laid over it; none where the patch deletes it. */
function laid(object: BuiltObject, { what, changer, written }: Laying): readonly BuiltObject[] {
  const { node } = written;
  const root = node.kind === 'list' ? operated(object.root, node) : mergedRoot(object.root, node);
  if (root === 'deleted') return [];
  if (root?.kind !== 'map') return [unknownBy(object, what, changer)];
  return [{ ...object, root, patches: [...(object.patches ?? []), written], changer }];
}

/**
 * The objects that a patch without a target is for: kustomize wants its kind, and its name and namespace together. It
 * refuses a patch without a namespace for an object that has one; what was meant is the object of the name.
 */
function namedBy(objects: readonly BuiltObject[], node: ValueNode): ReadonlySet<BuiltObject> {
  const name = textField(node, 'metadata', 'name');
  const namespace = textField(node, 'metadata', 'namespace');
  const ofName = objects.filter(
    ({ group, kind, ids }) =>
      textField(node, 'kind') === kind &&
      (textField(node, 'apiVersion') ?? '').startsWith(group === '' ? 'v' : `${group}/`) &&
      ids.some((id) => id.name === name),
  );
  const exact = ofName.filter(({ ids }) =>
    ids.some((id) => id.name === name && id.namespace === (namespace ?? NO_NAMESPACE)),
  );
  return new Set(exact.length > 0 || namespace !== undefined ? exact : ofName);
}

/**
 * Whether a target selects an object; its words are anchored regular expressions, for the first and the last name and
 * namespace of the object, and labels are not known here.
 */
function isSelected({ group, kind, ids, root }: BuiltObject, target: ValueNode): boolean | 'maybe' {
  // What kustomize generates is of the only version that there is.
  const version = textField(root, 'apiVersion')?.replace(/^.*\//, '') ?? textField(target, 'version') ?? '';
  const known = [ids[0], ids.at(-1) ?? ids[0]];
  const own = {
    group: [group],
    version: [version],
    kind: [kind],
    name: known.map(({ name }) => name),
    namespace: known.map(({ namespace }) => namespace),
  };
  const all = [
    ...Object.entries(own).map(([key, words]) => matches(textField(target, key), words)),
    mapField(target, 'labelSelector') === undefined && mapField(target, 'annotationSelector') === undefined
      ? true
      : ('maybe' as const),
  ];
  return all.includes(false) ? false : all.includes('maybe') ? 'maybe' : true;
}

function matches(pattern: string | undefined, words: readonly string[]): boolean | 'maybe' {
  if (pattern === undefined || pattern === '') return true;
  // Go reads these in its own way.
  if (/\(\?|\[\[|\\[^.\-d]/.test(pattern)) return 'maybe';
  try {
    const regex = new RegExp(`^(?:${pattern})$`);
    return words.some((word) => regex.test(word));
  } catch {
    return 'maybe';
  }
}

/** What names the object stays as it is. */
function mergedRoot(root: MapNode, patch: ValueNode): MapNode | 'deleted' | undefined {
  if (patch.kind !== 'map') return undefined;
  if (isDirective(patch, 'delete')) return 'deleted';
  const named = new Set(['apiVersion', 'kind', 'metadata']);
  return mergedPatch(root, {
    ...patch,
    entries: new Map([...patch.entries].filter(([key]) => !named.has(key))),
  });
}

/** The object as kustomize moves and then renames it. @param documents with the fields that say so; the last one counts */
export function renamed(object: BuiltObject, documents: readonly OuterDocument[]): BuiltObject {
  const last = object.ids.at(-1) ?? object.ids[0];
  const said = (...keys: readonly string[]): string | undefined =>
    documents
      .flatMap(({ values }) => keys.map((key) => textField(values, key)))
      .findLast((text) => text !== undefined);
  const namespace = said('namespace', 'targetNamespace');
  const name = `${said('namePrefix') ?? ''}${object.name}${said('nameSuffix') ?? ''}`;
  if (name === object.name && namespace === undefined) return object;
  const moved = { name: last.name, namespace: namespace ?? last.namespace };
  const metadata = fromJson(
    { metadata: { name, ...(namespace !== undefined && { namespace }) } },
    object.root.origin,
  ) as MapNode;
  return {
    ...object,
    name,
    ids: [...object.ids, moved, { ...moved, name }],
    root: mergedPatch(object.root, metadata),
  };
}
