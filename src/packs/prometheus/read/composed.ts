import type { Known, Path, Place, Tree } from '../../../pack.ts';

/** Where a path that leads to no part is shown. */
type PlaceOf = (...path: Path) => Place;

/**
 * A tree put together from others, as templates put a document together from values.
 * @param kind `list`: the parts are its items, by their indexes
 */
export function composed(
  kind: 'map' | 'list',
  parts: ReadonlyMap<string | number, Tree>,
  placeOf: PlaceOf,
): Tree {
  const own: Tree = {
    at: () => undefined,
    has: (...path) => path.length === 0,
    isWritten: (...path) => path.length === 0 && [...parts.values()].some((one) => one.isWritten()),
    isTrue: (...path) => path.length === 0 && parts.size > 0,
    type: (...path) => (path.length === 0 ? kind : undefined),
    keys: (...path) => (path.length === 0 ? [...parts.keys()] : []),
    below: (...path) =>
      path.length === 0 ? own : composed('map', new Map(), (...rest) => placeOf(...path, ...rest)),
    place: placeOf,
  };
  const lead = (path: Path): readonly [part: Tree, rest: Path] => {
    const [key, ...rest] = path;
    const part = key === undefined ? undefined : parts.get(key);
    return part ? [part, rest] : [own, path];
  };
  return {
    at: (...path) => via(lead(path), 'at'),
    has: (...path) => via(lead(path), 'has'),
    isWritten: (...path) => via(lead(path), 'isWritten'),
    isTrue: (...path) => via(lead(path), 'isTrue'),
    type: (...path) => via(lead(path), 'type'),
    keys: (...path) => via(lead(path), 'keys'),
    below: (...path) => via(lead(path), 'below'),
    place: (...path) => via(lead(path), 'place'),
  };
}

const via = <K extends keyof Tree>([part, rest]: readonly [Tree, Path], name: K): ReturnType<Tree[K]> =>
  (part[name] as (...path: Path) => ReturnType<Tree[K]>)(...rest);

/** A map of those parts that are there. */
export const mapOf = (parts: Readonly<Record<string, Tree | undefined>>, placeOf: PlaceOf): Tree =>
  composed(
    'map',
    new Map(Object.entries(parts).flatMap(([key, part]) => (part ? [[key, part] as const] : []))),
    placeOf,
  );

/** A scalar that no value holds as it is. */
export const leaf = (said: Known<string>, placeOf: PlaceOf): Tree => ({
  ...composed('map', new Map(), placeOf),
  at: (...path) => (path.length === 0 ? said : undefined),
  isTrue: (...path) => path.length === 0 && said.sure && said.value !== '',
  type: (...path) => (path.length === 0 ? 'text' : undefined),
});

/** Lists one behind the other. */
export function listOf(lists: readonly Tree[], placeOf: PlaceOf): Tree {
  const items = lists.flatMap((list) => list.keys().map((index) => list.below(index)));
  return composed('list', new Map(items.entries()), placeOf);
}

/** A tree whose scalars are read in another way. @param read what a scalar is, and its path from the tree's top */
export function readAs(
  tree: Tree,
  read: (said: Known<string>, path: Path) => Known<string> | undefined,
): Tree {
  return {
    ...tree,
    at: (...path) => {
      const said = tree.at(...path);
      return said && read(said, path);
    },
    below: (...path) => readAs(tree.below(...path), (said, rest) => read(said, [...path, ...rest])),
  };
}
