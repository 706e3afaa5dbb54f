import { type LineCursor, onlyCommentFollows } from './line-cursor.ts';

/** A decoded block text and the offset behind it. */
export interface BlockText {
  readonly kind: 'text';
  readonly text: string;
  readonly end: number;
}

/** What go-yaml refuses in a block text. */
export interface BlockProblem {
  readonly kind: 'problem';
  readonly message: string;
  readonly offset: number;
}

const HEADER = /([|>])(?:([-+])([1-9])?|([1-9])([-+])?)?[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;
const REST_OF_LINE = /[^\r\n]*/y;
const LINE_END = /\r?\n/y;

/**
 * Decodes a block text by go-yaml's rules. They differ from YAML 1.2 in lines of spaces only, which count as text
 * where they are deeper than the text, and in a last line that the end of the file cuts off, which gets no line end.
 * @param start offset of the | or >
 * @param parentColumn 0-based column of the map or list that the text belongs to
 */
export function readBlockText(source: string, start: number, parentColumn: number): BlockText | BlockProblem {
  HEADER.lastIndex = start;
  const header = HEADER.exec(source);
  if (!header) return { kind: 'problem', message: 'cannot read the header of a block text', offset: start };
  const [all, style, chompFirst, indentLast, indentFirst, chompLast] = header;
  const explicit = indentFirst ?? indentLast;
  const indent = explicit === undefined ? undefined : parentColumn + Number(explicit);
  const reader = new BlockTextReader(source, start + all.length, parentColumn + 1, indent);
  return reader.read(style === '|', chompFirst ?? chompLast ?? '');
}

class BlockTextReader {
  private readonly source: string;
  private readonly leastIndent: number;
  private position: number;
  private column = 0;
  private indent: number | undefined;
  private tab: number | undefined;

  constructor(source: string, position: number, leastIndent: number, indent: number | undefined) {
    this.source = source;
    this.position = position;
    this.leastIndent = leastIndent;
    this.indent = indent;
  }

  read(isLiteral: boolean, chomp: string): BlockText | BlockProblem {
    let text = '';
    let lineEnd = '';
    let wasIndented = false;
    let blankLines = this.skipBlankLines();
    while (this.column === this.indent && this.position < this.source.length) {
      const isIndented = /[ \t]/.test(this.source[this.position] ?? '');
      const folds = !isLiteral && lineEnd !== '' && !wasIndented && !isIndented;
      text += folds ? blankLines || ' ' : lineEnd + blankLines;
      wasIndented = isIndented;
      text += this.take(REST_OF_LINE);
      lineEnd = this.takeLineEnd();
      blankLines = this.skipBlankLines();
    }
    if (this.tab !== undefined) {
      const message = 'a tab in the indentation of a block text; use spaces';
      return { kind: 'problem', message, offset: this.tab };
    }
    if (chomp !== '-') text += lineEnd;
    if (chomp === '+') text += blankLines;
    return { kind: 'text', text, end: this.position };
  }

  /** Leaves the position at the first character that is not indentation; the first call finds the indentation. */
  private skipBlankLines(): string {
    let lineEnds = '';
    let deepest = 0;
    for (;;) {
      this.skipIndentation();
      deepest = Math.max(deepest, this.column);
      const lineEnd = this.takeLineEnd();
      if (lineEnd === '') break;
      lineEnds += lineEnd;
    }
    this.indent ??= Math.max(deepest, this.leastIndent, 1);
    return lineEnds;
  }

  private skipIndentation(): void {
    const limit = this.indent ?? Number.POSITIVE_INFINITY;
    const start = this.position;
    while (this.position - start < limit && this.source[this.position] === ' ') this.position++;
    this.column = this.position - start;
    if (this.column < limit && this.source[this.position] === '\t') this.tab ??= this.position;
  }

  private takeLineEnd(): string {
    return this.take(LINE_END) === '' ? '' : '\n';
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.position += found.length;
    return found;
  }
}

const PLAIN_HEADER = /\|[-+]?/y;

function headerIsPlain(cursor: LineCursor, at: number): boolean {
  PLAIN_HEADER.lastIndex = at;
  return (
    PLAIN_HEADER.test(cursor.text) &&
    onlyCommentFollows(cursor.text, PLAIN_HEADER.lastIndex, cursor.contentEnd)
  );
}

/** The lines of one block text, as far as they have been read. */
class BlockLines {
  indent = -1;
  end: number;
  private widestLeadingBlank = 0;

  constructor(headerEnd: number) {
    this.end = headerEnd;
  }

  /** @returns false if the line's indentation is not one that this reader is sure of */
  add(cursor: LineCursor): boolean {
    if (cursor.blank) return this.addBlank(cursor);
    // Behind the indentation a tab is content, but on the first line nobody knows where that ends.
    const isTabbed = this.indent === -1 && cursor.opensWithTab;
    if (this.indent === -1) this.indent = cursor.indent;
    this.end = cursor.contentEnd;
    return cursor.indent >= this.indent && !isTabbed && this.widestLeadingBlank <= this.indent;
  }

  private addBlank(cursor: LineCursor): boolean {
    if (this.indent === -1) this.widestLeadingBlank = Math.max(this.widestLeadingBlank, cursor.indent);
    else if (cursor.indent > this.indent) this.end = cursor.contentEnd;
    return true;
  }
}

/**
 * Leaves the cursor on the content behind the literal block text whose `|` stands at `at` on the cursor's line.
 * @param parentIndent column that the text's lines must lie right of
 * @returns the offset behind its last line that counts, undefined for folded texts, written-out indentation and
 *   whatever else the full parser must judge
 */
export function skipBlockText(cursor: LineCursor, at: number, parentIndent: number): number | undefined {
  if (!headerIsPlain(cursor, at)) return undefined;
  const lines = new BlockLines(cursor.contentEnd);
  let behind = cursor.nextLine;
  while (cursor.step()) {
    if (!cursor.blank && cursor.indent <= parentIndent) break;
    if (!lines.add(cursor)) return undefined;
    behind = cursor.nextLine;
  }
  cursor.advanceTo(behind);
  return lines.end;
}
