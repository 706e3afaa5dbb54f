import { lookup, type MapNode, type Origin, type Span, type ValueNode, walk } from '../values/tree.ts';
import type { Report, ValuePath } from './finding.ts';

/** Where a report points: a stretch of a file, a flag, or nowhere where there are no values at all. */
export type Location =
  | ({ readonly kind: 'file'; readonly file: string } & Span)
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'start' };

export interface Located {
  readonly path: ValuePath;
  readonly location: Location;
}

const holds = (outer: Origin, inner: Origin): boolean =>
  outer.kind === 'file' &&
  inner.kind === 'file' &&
  outer.file === inner.file &&
  outer.start <= inner.start &&
  inner.end <= outer.end;

function locationOf({ origin }: ValueNode, on: 'key' | 'value'): Location | undefined {
  if (origin.kind === 'flag') return { kind: 'flag', flag: `${origin.flag} ${origin.text}` };
  if (origin.kind === 'default' || origin.file === '') return undefined;
  const { start, end } = (on === 'key' ? origin.key : undefined) ?? origin;
  return { kind: 'file', file: origin.file, start, end };
}

/** The place of the nearest key at or above a path that the user wrote. */
function nearestWritten(user: MapNode, path: ValuePath, on: 'key' | 'value'): Location {
  for (let length = path.length; length > 0; length--) {
    const node = lookup(user, path.slice(0, length));
    const location = node && locationOf(node, length === path.length ? on : 'key');
    if (location) return location;
  }
  return startOf(user);
}

/** Where values begin: the key they are under in a larger file, else their first key. */
function startOf({ origin }: MapNode): Location {
  if (origin.kind !== 'file') return { kind: 'start' };
  const { start, end } = origin.key ?? { start: origin.start, end: origin.start };
  return { kind: 'file', file: origin.file, start, end };
}

/** Finds paths and places of reports about one release's values. */
export class Locator {
  private paths: Map<ValueNode | Origin, ValuePath> | undefined;

  /** @param user what files and flags say, merged */
  constructor(private readonly user: MapNode) {}

  locate({ at, on = 'value' }: Report): Located {
    if (!('kind' in at)) return { path: at, location: nearestWritten(this.user, at, on) };
    const path = this.pathOf(at);
    return { path, location: locationOf(at, on) ?? nearestWritten(this.user, path, on) };
  }

  /** Nodes are told apart by themselves; maps that were merged anew still have an origin that the user's map has. */
  private pathsOfUser(): Map<ValueNode | Origin, ValuePath> {
    this.paths ??= new Map<ValueNode | Origin, ValuePath>(
      walk(this.user).flatMap(([node, path]) => [[node, path] as const, [node.origin, path] as const]),
    );
    return this.paths;
  }

  /** A value that was read out of a text, such as the server's configuration, has the path of that text. */
  private pathOf(node: ValueNode): ValuePath {
    const paths = this.pathsOfUser();
    const own = paths.get(node) ?? paths.get(node.origin);
    if (own) return own;
    const outer = [...paths]
      .filter(([other]) => !('origin' in other) && holds(other, node.origin))
      .map(([, path]) => path);
    return outer.toSorted((a, b) => b.length - a.length)[0] ?? [];
  }
}
