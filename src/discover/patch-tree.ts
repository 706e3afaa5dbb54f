import { pathOfPointer } from '../chart/check-schema.ts';
import { type ListNode, type MapNode, type Origin, placed, type ValueNode, valueAt } from '../values/tree.ts';
import { mapField, textField } from './documents.ts';

/** Whether a map is a directive of a strategic merge: `$patch: delete`. */
export const isDirective = (node: ValueNode | undefined, word: string): boolean =>
  textField(node, '$patch') === word;

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
export function operated(root: ValueNode, { items }: ListNode): ValueNode | undefined {
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
      return value && valueAt(root, path) && changed(root, path, () => value, true);
    case 'remove':
      return changed(root, path, () => undefined, true);
    case 'copy': {
      const found = from && valueAt(root, from);
      return found && changed(root, path, () => placed(found, () => placeOf(operation)));
    }
    case 'move': {
      const found = from && valueAt(root, from);
      const without = from && changed(root, from, () => undefined, true);
      return found && without && changed(without, path, () => found);
    }
    case 'test':
      return root;
    default:
      return undefined;
  }
}

/** Where an operation says the path; its key is not one of the values. */
function placeOf(operation: ValueNode): Origin {
  const { origin } = mapField(operation, 'path') ?? operation;
  if (origin.kind !== 'file') return origin;
  const { key: _, ...place } = origin;
  return place;
}

const pointer = (text: string | undefined): readonly string[] | undefined =>
  text?.startsWith('/') ? pathOfPointer(text) : undefined;

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
  const below = valueAt(node, [key]);
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
