import type { ParsedObject as Parsed } from '../manifest/object.ts';
import { asMap, at, follow, itemsAt, textAt } from '../manifest/query.ts';
import { sharingOf } from '../manifest/sharing.ts';
import { type TextWithin, textWithin } from '../manifest/text-within.ts';
import { known, type Path, sure } from '../pack.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { ManifestObject, Place, SharedPart, Tree, YamlFile } from './case.ts';
import { manifestTree, nodeAt } from './trees.ts';

const views = new WeakMap<Parsed, ManifestObject>();

const containersOf = ({ node }: Parsed): readonly YamlNode[] => {
  const pod = at(node, 'spec', 'template', 'spec') ?? at(node, 'spec');
  return itemsAt(pod, 'containers').map(({ value }) => value);
};

interface Made {
  tree?: Tree;
  labels?: ManifestObject['labels'];
}

const behind = new WeakMap<ManifestObject, Parsed>();

/**
 * Its members are made when they are looked at: a stream has many objects, and most are asked for a label or two. They are
 * its own all the same, so that a pack may spread an object.
 */
function viewOf(parsed: Parsed): ManifestObject {
  const made: Made = {};
  const tree = (): Tree => {
    made.tree ??= manifestTree(parsed.node, parsed.document.index);
    return made.tree;
  };
  const view: ManifestObject = {
    kind: parsed.kind ?? '',
    name: parsed.name,
    namespace: parsed.namespace,
    get labels() {
      made.labels ??= Object.fromEntries(parsed.labels);
      return made.labels;
    },
    get images() {
      return containersOf(parsed).flatMap((one) => textAt(one, 'image') ?? []);
    },
    get args() {
      return containersOf(parsed).flatMap((one) =>
        itemsAt(one, 'args').flatMap(({ value }) => textAt(value) ?? []),
      );
    },
    file: (...path) => fileIn(parsed, path),
    shared: (...path) => sharedIn(parsed, path),
    at: (...path) => tree().at(...path),
    has: (...path) => tree().has(...path),
    isWritten: (...path) => tree().isWritten(...path),
    isTrue: (...path) => tree().isTrue(...path),
    type: (...path) => tree().type(...path),
    keys: (...path) => tree().keys(...path),
    below: (...path) => tree().below(...path),
    place: (...path) => tree().place(...path),
  };
  behind.set(view, parsed);
  return view;
}

type PlaceIn = (start: number, end: number) => Extract<Place, { in: 'manifest' }>;

/** Where a stretch of a text within an object stands. */
const placesIn =
  ({ document }: Parsed, { offsetOf }: Pick<TextWithin, 'offsetOf'>): PlaceIn =>
  (start, end) => ({
    ...{ in: 'manifest', document: document.index },
    ...{ start: offsetOf(start), end: offsetOf(end) },
  });

function sharedIn(parsed: Parsed, path: Path): readonly SharedPart[] {
  const nodesTo = (root: YamlNode, keys: Path): readonly YamlNode[] =>
    keys.flatMap((_, index) => nodeAt(root, keys.slice(0, index + 1)) ?? []);
  const own = nodesTo(parsed.node, path);
  const length = own.findIndex((node) => follow(node)?.kind === 'scalar') + 1;
  const within =
    length > 0 && length < path.length ? textWithin(parsed, ...path.slice(0, length).map(String)) : undefined;
  const asWritten = { offsetOf: (offset: number) => offset };
  const there = within?.read.ok && within.read.root;
  const found = there ? sharingOf(there, nodesTo(there, path.slice(length))) : sharingOf(parsed.node, own);
  const placeOf = placesIn(parsed, within ?? asWritten);
  return found.map(({ alias: { source, start, end }, isOfAll }) => ({
    ...{ alias: source, isOfAll },
    place: placeOf(start, end),
  }));
}

/** Not sure is nothing in it: a server may fill in its environment, which only its own pack knows. */
function fileIn(parsed: Parsed, path: readonly string[]): YamlFile | undefined {
  const within = textWithin(parsed, ...path);
  if (within === undefined) return undefined;
  const { read, isEditable } = within;
  const root = read.ok ? read.root : null;
  const keys = (asMap(root)?.entries ?? []).map(({ key }) => key);
  return {
    tree: manifestTree(root, placesIn(parsed, within)),
    ...(!read.ok && { problem: read.problem.reason }),
    duplicates: [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))],
    isEditable,
  };
}

/** An object of the stream as rules see it; the same one each time. */
export function objectView(object: Parsed): ManifestObject {
  const made = views.get(object) ?? viewOf(object);
  views.set(object, made);
  return made;
}

/** What edits write into an object, by path; undefined where they take something out. */
export class Written {
  private readonly values = new Map<string, unknown>();

  set(path: Path, value: unknown): void {
    this.values.set(keyOf(path), value);
  }

  has(path: Path): boolean {
    return this.values.has(keyOf(path));
  }

  get(path: Path): unknown {
    return this.values.get(keyOf(path));
  }
}

const keyOf = (path: Path): string => path.join('\0');

/** A tree with what edits write into it. Its places are those of what stood there. */
function writtenTree(tree: Tree, written: Written, above: Path = []): Tree {
  const isSet = (path: Path): boolean => written.has([...above, ...path]);
  const valueAt = (path: Path): unknown => written.get([...above, ...path]);
  return {
    ...tree,
    at: (...path) => {
      if (!isSet(path)) return tree.at(...path);
      const value = valueAt(path);
      return value === undefined || value === null || typeof value === 'object'
        ? undefined
        : known(String(value), 'chart', tree.at(...path)?.place ?? tree.place(...path));
    },
    has: (...path) => (isSet(path) ? valueAt(path) !== undefined : tree.has(...path)),
    isWritten: (...path) => (isSet(path) ? valueAt(path) !== undefined : tree.isWritten(...path)),
    keys: (...path) =>
      tree.keys(...path).filter((key) => !isSet([...path, key]) || valueAt([...path, key]) !== undefined),
    below: (...path) => writtenTree(tree.below(...path), written, [...above, ...path]),
  };
}

/** An object as edits leave it; the view of an editor's edits alone, as those of lists are read elsewhere. */
export function editedView(parsed: Parsed, written: Written): ManifestObject {
  const view = objectView(parsed);
  const tree = writtenTree(view, written);
  const edited: ManifestObject = {
    ...view,
    ...tree,
    kind: view.kind,
    name: sure(tree.at('metadata', 'name')) ?? view.name,
    namespace: sure(tree.at('metadata', 'namespace')) ?? view.namespace,
    labels: Object.fromEntries(
      Object.entries(view.labels).flatMap(([label, value]) => {
        const now = tree.at('metadata', 'labels', label);
        return tree.has('metadata', 'labels', label) ? [[label, sure(now) ?? value]] : [];
      }),
    ),
  };
  behind.set(edited, parsed);
  return edited;
}

/** The object of the stream behind a view. @throws where the view was not made by objectView */
export function objectBehind(view: ManifestObject): Parsed {
  const object = behind.get(view);
  if (object === undefined) throw new Error(`${view.kind}/${view.name} is not an object of this stream`);
  return object;
}
