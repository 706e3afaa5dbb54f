import { lineStart } from '../yaml/places.ts';

/** A replacement in a document's text; offsets are UTF-16 code units. */
export interface TextPatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The line break that a document uses. */
export const lineBreakOf = (text: string): '\n' | '\r\n' => (/\r\n/.test(text) ? '\r\n' : '\n');

/** Whether only spaces are in front of `offset` on its line. */
export const opensLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '';

export const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/**
 * Applies patches that do not overlap; patches at the same place keep their order.
 * @throws RangeError if two overlap, which is a fault of the caller
 */
export function applyPatches(text: string, patches: readonly TextPatch[]): string {
  const sorted = patches.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const pieces: string[] = [];
  let at = 0;
  for (const patch of sorted) {
    if (patch.start < at) throw new RangeError(`two edits overlap at offset ${patch.start}`);
    pieces.push(text.slice(at, patch.start), patch.text);
    at = patch.end;
  }
  return pieces.join('') + text.slice(at);
}
