import type { ParsedObject as Parsed } from '../manifest/object.ts';
import { asMap, at, itemsAt, textAt } from '../manifest/query.ts';
import { textWithin } from '../manifest/text-within.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { ManifestObject, Tree, YamlFile } from './case.ts';
import { manifestTree } from './trees.ts';

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

/** Not sure is nothing in it: a server may fill in its environment, which only its own pack knows. */
function fileIn(parsed: Parsed, path: readonly string[]): YamlFile | undefined {
  const within = textWithin(parsed, ...path);
  if (within === undefined) return undefined;
  const { read, offsetOf, isEditable } = within;
  const where = (start: number, end: number) => ({
    in: 'manifest' as const,
    document: parsed.document.index,
    start: offsetOf(start),
    end: offsetOf(end),
  });
  const root = read.ok ? read.root : null;
  const keys = (asMap(root)?.entries ?? []).map(({ key }) => key);
  return {
    tree: manifestTree(root, where),
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

/** The object of the stream behind a view. @throws where the view was not made by objectView */
export function objectBehind(view: ManifestObject): Parsed {
  const object = behind.get(view);
  if (object === undefined) throw new Error(`${view.kind}/${view.name} is not an object of this stream`);
  return object;
}
