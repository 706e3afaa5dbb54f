import type { ParsedObject as Parsed } from '../manifest/object.ts';
import { at, itemsAt, textAt } from '../manifest/query.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { ManifestObject } from './case.ts';
import { manifestTree } from './trees.ts';

const views = new WeakMap<Parsed, ManifestObject>();
const behind = new WeakMap<ManifestObject, Parsed>();

const containersOf = ({ node }: Parsed): readonly YamlNode[] => {
  const pod = at(node, 'spec', 'template', 'spec') ?? at(node, 'spec');
  return itemsAt(pod, 'containers').map(({ value }) => value);
};

/** An object of the stream as rules see it; the same one each time. */
export function objectView(object: Parsed): ManifestObject {
  const made = views.get(object);
  if (made) return made;
  const view: ManifestObject = {
    ...manifestTree(object.node, object.document.index),
    kind: object.kind ?? '',
    name: object.name,
    namespace: object.namespace,
    labels: Object.fromEntries(object.labels),
    get images() {
      return containersOf(object).flatMap((one) => textAt(one, 'image') ?? []);
    },
    get args() {
      return containersOf(object).flatMap((one) =>
        itemsAt(one, 'args').flatMap(({ value }) => textAt(value) ?? []),
      );
    },
  };
  views.set(object, view);
  behind.set(view, object);
  return view;
}

/** The object of the stream behind a view. @throws where the view was not made by objectView */
export function objectBehind(view: ManifestObject): Parsed {
  const object = behind.get(view);
  if (object === undefined) throw new Error(`${view.kind}/${view.name} is not an object of this stream`);
  return object;
}
