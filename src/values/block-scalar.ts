/** A decoded block scalar and the offset behind it. */
export interface BlockText {
  readonly kind: 'text';
  readonly text: string;
  readonly end: number;
}

/** A block scalar, or what go-yaml refuses in it. */
export type BlockScalar =
  | BlockText
  | { readonly kind: 'problem'; readonly message: string; readonly offset: number };

const HEADER = /([|>])(?:([-+])([1-9])?|([1-9])([-+])?)?[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;
const REST_OF_LINE = /[^\r\n]*/y;
const LINE_END = /\r?\n/y;

/**
 * Decodes a block scalar by go-yaml's rules. They differ from YAML 1.2 in lines of spaces only, which count as text
 * where they are deeper than the text, and in a last line that the end of the file cuts off, which gets no line end.
 * @param start offset of the | or >
 * @param parentColumn 0-based column of the map or list that the scalar belongs to
 */
export function readBlockScalar(source: string, start: number, parentColumn: number): BlockScalar {
  HEADER.lastIndex = start;
  const header = HEADER.exec(source);
  if (!header)
    return { kind: 'problem', message: 'the header of a block text cannot be read', offset: start };
  const [all, style, chompFirst, indentLast, indentFirst, chompLast] = header;
  const explicit = indentFirst ?? indentLast;
  const indent = explicit === undefined ? undefined : parentColumn + Number(explicit);
  const reader = new BlockScalarReader(source, start + all.length, parentColumn + 1, indent);
  return reader.read(style === '|', chompFirst ?? chompLast ?? '');
}

class BlockScalarReader {
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

  read(isLiteral: boolean, chomp: string): BlockScalar {
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
      const message = 'a tab stands where a block text is indented; use spaces';
      return { kind: 'problem', message, offset: this.tab };
    }
    if (chomp !== '-') text += lineEnd;
    if (chomp === '+') text += blankLines;
    return { kind: 'text', text, end: this.position };
  }

  /** Leaves the position at the first character that is no indentation; the first call finds the indentation. */
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
