import { parseValues } from '../values/read-values.ts';
import { childrenOf, placesIn, walk } from '../values/tree.ts';
import type { Fix, TextEdit } from './finding.ts';

/** Edits that do not touch each other, in the order of the text; of two that do, the first wins. */
function apart(fixes: readonly Fix[]): readonly Fix[] {
  const taken: TextEdit[] = [];
  return fixes.filter(({ edits }) => {
    const isFree = edits.every(({ start, end }) =>
      taken.every((other) => end <= other.start || other.end <= start),
    );
    if (isFree) taken.push(...edits);
    return isFree;
  });
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const backwards = edits.toSorted((a, b) => b.start - a.start);
  return backwards.reduce(
    (all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end),
    text,
  );
}

const join = (path: readonly string[]): string => JSON.stringify(path).slice(0, -1);

/** Every scalar, with its path, and every empty map and list. */
function leavesOf(text: string): Map<string, string> | undefined {
  const read = parseValues(text, placesIn('', text));
  if (!read.ok) return undefined;
  const leaves = [...walk(read.value.values)].filter(([node]) => childrenOf(node).length === 0);
  return new Map(
    leaves.map(([node, path]) => [
      join(path),
      node.kind === 'scalar' ? `${typeof node.value} ${String(node.value)}` : node.kind,
    ]),
  );
}

/** Whether two texts hold the same values but for what lies at and below the paths that were to change. */
function changesOnly(before: string, after: string, { changes }: Fix): boolean {
  const [old, fresh] = [leavesOf(before), leavesOf(after)];
  if (!old || !fresh) return false;
  const isMeant = (key: string): boolean =>
    changes.some((path) => key === join(path) || key.startsWith(`${join(path)},`));
  const keys = new Set([...old.keys(), ...fresh.keys()]);
  return [...keys].every((key) => isMeant(key) || old.get(key) === fresh.get(key));
}

export interface FixedText {
  readonly text: string;
  readonly applied: number;
  /** Those that were applied. */
  readonly fixes: readonly Fix[];
}

/**
 * Applies the fixes of one file. Each is tried by itself first: one that would change any value it does not name
 * (behind an anchor, say) is left out.
 */
export function applyFixes(text: string, fixes: readonly Fix[]): FixedText {
  const safe = apart(fixes).filter((fix) => changesOnly(text, edited(text, fix.edits), fix));
  return {
    text: edited(
      text,
      safe.flatMap(({ edits }) => edits),
    ),
    applied: safe.length,
    fixes: safe,
  };
}
