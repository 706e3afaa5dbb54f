import type { Fix, TextEdit } from './finding.ts';

const touches = (one: TextEdit, other: TextEdit): boolean => one.start < other.end && other.start < one.end;

/** Whether no edit of one fix touches one of the other. */
export const areApart = (one: Fix, other: Fix): boolean =>
  one.file !== other.file || !one.edits.some((edit) => other.edits.some((with_) => touches(edit, with_)));

/** A text after edits that do not touch each other, in any order. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const backwards = edits.toSorted((a, b) => b.start - a.start);
  return backwards.reduce(
    (all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end),
    text,
  );
}

export interface FixedText {
  readonly text: string;
  readonly applied: number;
  /** Those that were applied. */
  readonly fixes: readonly Fix[];
}

/** Applies the fixes of one file; of two that touch each other, the first wins. */
export function applyFixes(text: string, fixes: readonly Fix[]): FixedText {
  const taken: Fix[] = [];
  for (const fix of fixes) if (taken.every((other) => areApart(fix, other))) taken.push(fix);
  const edits = taken.flatMap((fix) => fix.edits);
  return { text: edited(text, edits), applied: taken.length, fixes: taken };
}
