const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;
const HASH = 35;
const DASH = 45;

const INDENTATION = / */y;

/** Walks the lines of a text, as a rule only those that hold something besides blanks and a comment. */
export class LineCursor {
  /** Column of the line's first character that is not a space, from 0; -1 behind the last line. */
  indent = -1;
  /** Offset of that character. */
  contentStart = 0;
  /** Offset behind the line's last character, its line break not counted. */
  contentEnd = 0;
  /** Offset of the next line. */
  nextLine: number;
  /** A tab stands where indentation is measured: the scanner does not judge those. */
  sawTab = false;

  constructor(
    readonly text: string,
    start: number,
  ) {
    this.nextLine = start;
    this.advance();
  }

  get atEnd(): boolean {
    return this.indent === -1;
  }

  get blank(): boolean {
    return this.contentStart === this.contentEnd;
  }

  get opensWithTab(): boolean {
    return this.text.charCodeAt(this.contentStart) === TAB;
  }

  /** Whether the line's content is an item of a sequence. */
  get atDash(): boolean {
    const { text, contentStart } = this;
    return (
      text.charCodeAt(contentStart) === DASH &&
      (contentStart + 1 === this.contentEnd || text.charCodeAt(contentStart + 1) === SPACE)
    );
  }

  /** Goes to the next line that holds something. */
  advance(): void {
    while (this.step()) {
      if (this.holdsContent()) return;
    }
  }

  /** Goes to the first line at or behind `offset`, the start of a line, that holds something. */
  advanceTo(offset: number): void {
    this.nextLine = offset;
    this.advance();
  }

  /** Goes to the next line, whatever it holds. */
  step(): boolean {
    const start = this.nextLine;
    if (start >= this.text.length) {
      this.indent = -1;
      return false;
    }
    const breakAt = this.text.indexOf('\n', start);
    this.nextLine = breakAt === -1 ? this.text.length : breakAt + 1;
    this.contentEnd = breakAt === -1 ? this.text.length : breakAt;
    if (breakAt > start && this.text.charCodeAt(breakAt - 1) === CARRIAGE_RETURN) this.contentEnd -= 1;
    INDENTATION.lastIndex = start;
    INDENTATION.test(this.text);
    this.contentStart = INDENTATION.lastIndex;
    this.indent = this.contentStart - start;
    return true;
  }

  /** Treats what stands `columns` further on the same line as the line's own content, as behind a dash. */
  stepInto(columns: number): void {
    this.indent += columns;
    this.contentStart += columns;
  }

  private holdsContent(): boolean {
    if (this.blank) return false;
    if (this.opensWithTab) this.sawTab = true;
    return this.text.charCodeAt(this.contentStart) !== HASH;
  }
}

/** Whether nothing but blanks and a comment stands from `at` to `end`. */
export function onlyCommentFollows(text: string, at: number, end: number): boolean {
  let here = at;
  while (here < end && text.charCodeAt(here) === SPACE) here += 1;
  return here === end || (here > at && text.charCodeAt(here) === HASH);
}
