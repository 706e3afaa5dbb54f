import { basename } from 'node:path';
import { embeddedPlace, type OuterFile } from '../values/embedded-text.ts';
import { readNodes, type WrittenNode } from '../values/read-values.ts';
import { fromJson, type ListNode, type MapNode, type ValueNode } from '../values/tree.ts';
import {
  itemsField,
  type KubernetesObject,
  mapField,
  type ObjectPatch,
  type OuterDocument,
  textField,
} from './documents.ts';

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

const isDirective = (node: ValueNode | undefined, word: string): boolean =>
  textField(node, '$patch') === word;

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

/**
 * What kustomize makes of a map and its patch where no schema is known, as for any custom resource: maps merge, everything
 * else replaces, a null deletes, `$patch: replace` and `$patch: delete` are of the map that they are in.
 */
export function mergedPatch(base: MapNode, patch: MapNode): MapNode {
  const entries = new Map(base.entries);
  for (const [key, value] of patch.entries) {
    if (key === '$patch') continue;
    const below = entries.get(key);
    if (isDirective(value, 'delete') || (value.kind === 'scalar' && value.value === null))
      entries.delete(key);
    else if (value.kind !== 'map') entries.set(key, value);
    else if (below?.kind === 'map' && !isDirective(value, 'replace'))
      entries.set(key, mergedPatch(below, value));
    else entries.set(key, mergedPatch({ ...value, entries: new Map() }, value));
  }
  return { ...base, entries };
}

/** @returns undefined where an operation does not fit, which kustomize refuses */
function operated(root: ValueNode, { items }: ListNode): ValueNode | undefined {
  return items.reduce<ValueNode | undefined>((node, operation) => node && operate(node, operation), root);
}

function operate(root: ValueNode, operation: ValueNode): ValueNode | undefined {
  const path = pointer(textField(operation, 'path'));
  const from = pointer(textField(operation, 'from'));
  const [, value] =
    [...(operation.kind === 'map' ? operation.entries : [])].find(([key]) => key === 'value') ?? [];
  if (path === undefined) return undefined;
  switch (textField(operation, 'op')) {
    case 'add':
      return value && changed(root, path, () => value);
    case 'replace':
      return value && at(root, path) && changed(root, path, () => value, true);
    case 'remove':
      return changed(root, path, () => undefined, true);
    case 'copy': {
      const found = from && at(root, from);
      return found && changed(root, path, () => found);
    }
    case 'move': {
      const found = from && at(root, from);
      const without = from && changed(root, from, () => undefined, true);
      return found && without && changed(without, path, () => found);
    }
    case 'test':
      return root;
    default:
      return undefined;
  }
}

/** The keys of a JSON pointer (RFC 6901). */
const pointer = (text: string | undefined): readonly string[] | undefined =>
  text?.startsWith('/')
    ? text
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    : undefined;

const at = (node: ValueNode, path: readonly string[]): ValueNode | undefined =>
  path.reduce<ValueNode | undefined>((here, key) => {
    if (here?.kind === 'map') return here.entries.get(key);
    return here?.kind === 'list' ? here.items[Number(key)] : undefined;
  }, node);

/**
 * A tree with another value at a path; undefined if the way there is missing.
 * @param change what stands there then, nothing to take it away
 * @param isThere the value must be there already; without it, an item of a list is put in
 */
function changed(
  node: ValueNode,
  [key, ...rest]: readonly string[],
  change: () => ValueNode | undefined,
  isThere = false,
): ValueNode | undefined {
  if (key === undefined) return change();
  if (node.kind === 'scalar') return undefined;
  const below = at(node, [key]);
  const isLast = rest.length === 0;
  if (below === undefined && (!isLast || isThere)) return undefined;
  const value = isLast ? change() : below && changed(below, rest, change, isThere);
  if (value === undefined && !isLast) return undefined;
  if (node.kind === 'map') {
    const entries = new Map(node.entries);
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
    return { ...node, entries };
  }
  const index = key === '-' ? node.items.length : Number(key);
  if (!Number.isInteger(index) || index > node.items.length) return undefined;
  const items = [...node.items];
  items.splice(index, isLast && !isThere ? 0 : 1, ...(value === undefined ? [] : [value]));
  return { ...node, items };
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
