import type { StreamDocument } from '../yaml/documents.ts';
import type { YamlMap, YamlNode, YamlSequence } from '../yaml/node.ts';
import { readDocument } from '../yaml/read.ts';
import { asMap, asSequence, at, follow, textAt } from './query.ts';

/** One Kubernetes object of a stream: a whole document, or an item of a `kind: List`. */
export interface ParsedObject {
  readonly document: StreamDocument;
  readonly node: YamlMap;
  /** Set for an item of a List. */
  readonly listed?: { readonly items: YamlSequence; readonly index: number };
  /** Undefined if it is missing or null. */
  readonly kind: string | undefined;
  readonly name: string;
  /** Empty if the object names none. */
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
}

function labelsOf(node: YamlNode | undefined): Map<string, string> {
  const entries = asMap(node)?.entries ?? [];
  return new Map(
    entries.flatMap(({ key, value }) => {
      const found = follow(value);
      return found?.kind === 'scalar' ? [[key, found.value] as const] : [];
    }),
  );
}

function identify(document: StreamDocument, node: YamlMap, listed?: ParsedObject['listed']): ParsedObject {
  return {
    document,
    node,
    ...(listed && { listed }),
    kind: textAt(node, 'kind'),
    name: textAt(node, 'metadata', 'name') ?? '',
    namespace: textAt(node, 'metadata', 'namespace') ?? '',
    labels: labelsOf(at(node, 'metadata', 'labels')),
  };
}

const isList = (node: YamlMap): boolean =>
  at(node, 'items') !== undefined && (textAt(node, 'kind') ?? '').endsWith('List');

/** The objects that a document holds: one, or those of a List. */
export function objectsIn(document: StreamDocument, root: YamlMap): ParsedObject[] {
  if (!isList(root)) return [identify(document, root)];
  const items = asSequence(at(root, 'items'));
  if (items === undefined) return [];
  return items.items.flatMap(({ value }, index) => {
    const node = asMap(value);
    return node ? [identify(document, node, { items, index })] : [];
  });
}

/**
 * The objects of a document; none where it is no object or cannot be read.
 * @throws LibraryNeeded
 */
export function readableObjects(document: StreamDocument): ParsedObject[] {
  const parsed = readDocument(document);
  return parsed.ok && parsed.root?.kind === 'map' ? objectsIn(document, parsed.root) : [];
}

/** `Kind/name`, as kubectl writes it. */
export const describeObject = (object: ParsedObject): string =>
  `${object.kind ?? 'object without kind'}/${object.name}`;
