import type { ParsedObject as Parsed } from '../manifest/object.ts';
import { at, itemsAt, textAt } from '../manifest/query.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { ManifestObject, Tree } from './case.ts';
import { manifestTree } from './trees.ts';

const views = new WeakMap<Parsed, ObjectView>();

const containersOf = ({ node }: Parsed): readonly YamlNode[] => {
  const pod = at(node, 'spec', 'template', 'spec') ?? at(node, 'spec');
  return itemsAt(pod, 'containers').map(({ value }) => value);
};

/** Its members are made when they are looked at: a stream has many objects, and most are asked for a label or two. */
class ObjectView implements ManifestObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  private madeTree: Tree | undefined;
  private madeLabels: ManifestObject['labels'] | undefined;

  constructor(readonly parsed: Parsed) {
    this.kind = parsed.kind ?? '';
    this.name = parsed.name;
    this.namespace = parsed.namespace;
  }

  private get tree(): Tree {
    this.madeTree ??= manifestTree(this.parsed.node, this.parsed.document.index);
    return this.madeTree;
  }

  get labels() {
    this.madeLabels ??= Object.fromEntries(this.parsed.labels);
    return this.madeLabels;
  }
  get images() {
    return containersOf(this.parsed).flatMap((one) => textAt(one, 'image') ?? []);
  }
  get args() {
    return containersOf(this.parsed).flatMap((one) =>
      itemsAt(one, 'args').flatMap(({ value }) => textAt(value) ?? []),
    );
  }

  get at() {
    return this.tree.at;
  }
  get has() {
    return this.tree.has;
  }
  get isWritten() {
    return this.tree.isWritten;
  }
  get isTrue() {
    return this.tree.isTrue;
  }
  get type() {
    return this.tree.type;
  }
  get keys() {
    return this.tree.keys;
  }
  get below() {
    return this.tree.below;
  }
  get place() {
    return this.tree.place;
  }
}

/** An object of the stream as rules see it; the same one each time. */
export function objectView(object: Parsed): ManifestObject {
  const made = views.get(object) ?? new ObjectView(object);
  views.set(object, made);
  return made;
}

/** The object of the stream behind a view. @throws where the view was not made by objectView */
export function objectBehind(view: ManifestObject): Parsed {
  if (!(view instanceof ObjectView))
    throw new Error(`${view.kind}/${view.name} is not an object of this stream`);
  return view.parsed;
}
