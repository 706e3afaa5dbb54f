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
 * @param fileAt a file by its path from the kustomization; undefined if there is none
 */
export function patchesIn(
  document: OuterDocument,
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
    return read.ok ? { file, name: own, path, origin: node.origin, nodes: read.value } : undefined;
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

/** An object that kustomize builds. */
export interface BuiltObject extends KubernetesObject {
  /** The names that it has had: a patch may call it by any of them. */
  readonly names: readonly string[];
}

/** The object with a patch laid over it; undefined where the patch deletes it. An object that is not meant stays as it is. */
export function patched(object: BuiltObject, patch: Patch): BuiltObject | undefined {
  const { written, target, what } = patch;
  const isMeant = target === undefined ? undefined : isSelected(object, target);
  if (isMeant === false) return object;
  const unknown = { ...object, unread: [...(object.unread ?? []), what] };
  if (isMeant === 'maybe') return unknown;
  if (written === undefined) return unknown;
  const { nodes, ...place } = written;
  let all: BuiltObject | undefined = object;
  for (const { node, duplicates } of nodes) {
    if (isMeant === undefined && !isNamed(object, node)) continue;
    const root: ValueNode | 'deleted' | undefined =
      all && (node.kind === 'list' ? operated(all.root, node) : mergedRoot(all.root, node));
    if (root === 'deleted') return undefined;
    if (!all || root?.kind !== 'map') return unknown;
    all = { ...all, root, patches: [...(all.patches ?? []), { ...place, node, duplicates }] };
  }
  return all;
}

/** Whether a patch without a target is for an object: it has its kind and name. */
const isNamed = ({ group, kind, names }: BuiltObject, node: ValueNode): boolean =>
  textField(node, 'kind') === kind &&
  (textField(node, 'apiVersion') ?? '').startsWith(`${group}/`) &&
  names.includes(textField(node, 'metadata', 'name') ?? '');

/** Whether a target selects an object; its words are anchored regular expressions, and labels are not known here. */
function isSelected({ group, kind, names, root }: BuiltObject, target: ValueNode): boolean | 'maybe' {
  const version = textField(root, 'apiVersion')?.replace(/^.*\//, '') ?? '';
  const own = { group: [group], version: [version], kind: [kind], name: names };
  const fits = Object.entries(own).map(([key, words]) => matches(textField(target, key), words));
  const namespace = textField(root, 'metadata', 'namespace');
  const all = [
    ...fits,
    // Another kustomization may set it.
    namespace === undefined || matches(textField(target, 'namespace'), [namespace]),
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

/** The object as kustomize renames it. @param names the fields of a kustomization that do */
export function renamed(object: BuiltObject, { values }: OuterDocument): BuiltObject {
  const prefix = textField(values, 'namePrefix') ?? '';
  const suffix = textField(values, 'nameSuffix') ?? '';
  const namespace = textField(values, 'namespace');
  const name = `${prefix}${object.name}${suffix}`;
  if (name === object.name && namespace === undefined) return object;
  const metadata = fromJson(
    { metadata: { name, ...(namespace !== undefined && { namespace }) } },
    values.origin,
  ) as MapNode;
  return {
    ...object,
    name,
    names: [...object.names, name],
    root: mergedPatch(object.root, metadata),
  };
}
