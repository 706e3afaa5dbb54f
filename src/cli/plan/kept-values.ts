import type { InstalledRelease } from '../../live/cluster.ts';
import type { Path } from '../../pack.ts';
import { shownPath } from '../../rules/settings.ts';
import { emptyMap, type FileOrigin, fromJson, isNull, lookup, type MapNode } from '../../values/tree.ts';
import type { PlanFlags } from './flags.ts';

type ReuseFlags = Pick<PlanFlags, 'reuseValues' | 'resetValues' | 'resetThenReuseValues'>;

/** What `helm upgrade` makes of the values. */
interface NextValues {
  /** What it keeps as written. */
  readonly user: MapNode;
  /** Whether they lie over all that the release has now, and not over the new chart's defaults. */
  readonly keepsDefaults: boolean;
}

/** Values that were asked of the cluster have no place in any file: an empty name says so. */
const FROM_CLUSTER: FileOrigin = { kind: 'file', file: '', line: 1, column: 1, start: 0, end: 0 };

/** What `helm get values` says, as values that the user wrote. */
export function userTree(json: unknown): MapNode {
  const tree = fromJson(json ?? {}, FROM_CLUSTER);
  return tree.kind === 'map' ? tree : emptyMap();
}

/** A null over something written takes it away and is gone itself; one over nothing stays, to delete a default. */
export function laidOver(written: MapNode, given: MapNode): MapNode {
  const entries = new Map(written.entries);
  for (const [key, is] of given.entries) {
    const was = entries.get(key);
    if (was !== undefined && isNull(is)) entries.delete(key);
    else entries.set(key, was?.kind === 'map' && is.kind === 'map' ? laidOver(was, is) : is);
  }
  return { ...given, entries };
}

/**
 * The values that `helm upgrade` would give the release (3.21 and 4.2 alike). Without a flag Helm keeps what was written
 * where nothing new is given, and forgets it where anything is; --reuse-values keeps the old chart's defaults as well,
 * and under a null that takes a written value away, that value as it was.
 * @param given what -f and --set say, merged; empty if they say nothing
 */
export function nextValues(
  { userValues }: Pick<InstalledRelease, 'userValues'>,
  given: MapNode,
  { reuseValues, resetValues, resetThenReuseValues }: ReuseFlags,
): NextValues {
  const written = userTree(userValues);
  if (reuseValues || resetThenReuseValues)
    return { user: laidOver(written, given), keepsDefaults: reuseValues };
  return { user: resetValues || given.entries.size > 0 ? given : written, keepsDefaults: false };
}

/** The paths of all that is written in values. */
function pathsIn(node: MapNode, above: Path = []): readonly Path[] {
  return [...node.entries].flatMap(([key, value]) =>
    value.kind === 'map' && value.entries.size > 0 ? pathsIn(value, [...above, key]) : [[...above, key]],
  );
}

/**
 * What the release was given and a step is not, where it looks forgotten rather than meant: only single values are set, or
 * the files say nothing of what there is. @returns paths, in words
 */
export function forgottenValues(
  { userValues }: Pick<InstalledRelease, 'userValues'>,
  given: MapNode,
  { values: files, reuseValues, resetValues, resetThenReuseValues }: ReuseFlags & Pick<PlanFlags, 'values'>,
): readonly string[] {
  if (reuseValues || resetValues || resetThenReuseValues || given.entries.size === 0) return [];
  const written = pathsIn(userTree(userValues));
  const missing = written.filter((path) => lookup(given, path.map(String)) === undefined);
  const isForgotten = files.length === 0 || missing.length === written.length;
  return isForgotten ? missing.map(shownPath) : [];
}
