import type { ParsedObject as Parsed } from '../manifest/object.ts';
import { at, itemsAt, textAt } from '../manifest/query.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { ManifestObject, Tree } from './case.ts';
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
