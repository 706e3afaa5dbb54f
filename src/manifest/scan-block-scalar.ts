import type { LineCursor } from './line-cursor.ts';
import type { ScalarNode } from './node.ts';
import { onlyCommentFollows } from './scan-scalar.ts';
import { ScannedScalar } from './scanned-scalar.ts';

const HEADER = /\|[-+]?/y;

function headerIsPlain(cursor: LineCursor, at: number): boolean {
  HEADER.lastIndex = at;
  return HEADER.test(cursor.text) && onlyCommentFollows(cursor.text, HEADER.lastIndex, cursor.contentEnd);
}

/** The lines of one block scalar, as far as they have been read. */
class BlockLines {
  indent = -1;
  end: number;
  private widestLeadingBlank = 0;

  constructor(headerEnd: number) {
    this.end = headerEnd;
  }

  /** @returns false where the line's indentation is not one that this reader is sure of */
  add(cursor: LineCursor): boolean {
    if (cursor.blank) return this.addBlank(cursor);
    if (this.indent === -1) this.indent = cursor.indent;
    this.end = cursor.contentEnd;
    const tabbed = cursor.opensWithTab && cursor.indent <= this.indent;
    return cursor.indent >= this.indent && !tabbed && this.widestLeadingBlank <= this.indent;
  }

  private addBlank(cursor: LineCursor): boolean {
    if (this.indent === -1) this.widestLeadingBlank = Math.max(this.widestLeadingBlank, cursor.indent);
    else if (cursor.indent > this.indent) this.end = cursor.contentEnd;
    return true;
  }
}

/**
 * Reads the literal block scalar whose `|` stands at `at` on the cursor's line, and leaves the cursor on the content behind it.
 * @param parentIndent column that the scalar's lines must lie right of
 * @returns undefined for folded scalars, written-out indentation and whatever else the full parser must judge
 */
export function scanBlockScalar(
  cursor: LineCursor,
  at: number,
  parentIndent: number,
): ScalarNode | undefined {
  if (!headerIsPlain(cursor, at)) return undefined;
  const lines = new BlockLines(cursor.contentEnd);
  let behind = cursor.nextLine;
  while (cursor.step()) {
    if (!cursor.blank && cursor.indent <= parentIndent) break;
    if (!lines.add(cursor)) return undefined;
    behind = cursor.nextLine;
  }
  cursor.advanceTo(behind);
  return new ScannedScalar(cursor.text, at, lines.end, 'block', Math.max(lines.indent, 0));
}
