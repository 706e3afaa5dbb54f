/** Line and column, counted from 1, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offset (in UTF-16 code units) to line and column. */
export type LineIndex = (offset: number) => Position;

/** Line ends of a stream of manifests: what Helm and kubectl count. A lone CR ends a line in values files alone. */
export const STREAM_LINE_ENDS = /\n/g;
const LINE_ENDS = /\r\n|\r|\n/g;

/**
 * Reads the text once, then answers by bisection.
 * @param lineEnds what ends a line, a global pattern; by default `\n`, `\r\n` and a lone `\r`
 */
export function lineIndex(text: string, lineEnds: RegExp = LINE_ENDS): LineIndex {
  // A byte order mark does not count as a column.
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const { index, 0: lineEnd } of text.matchAll(lineEnds)) starts.push(index + lineEnd.length);
  return (offset) => {
    const line = lastAtOrBefore(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/** The offset of a line and column, by the same line ends; a line that is not there is the end. */
export function offsetAt(text: string, { line = 1, column = 1 }: Partial<Position>): number {
  const ends = [...text.matchAll(LINE_ENDS)].map(({ index, 0: lineEnd }) => index + lineEnd.length);
  const start = line > 1 ? (ends[line - 2] ?? text.length) : text.startsWith('\ufeff') ? 1 : 0;
  return start + column - 1;
}

/** Index of the last of several ascending numbers that is not greater than `limit`; 0 where all are. */
export function lastAtOrBefore(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offset of the first character of the line that holds `offset`. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Offset behind the last character of the line that holds `offset`, in front of its line break. */
export function lineEnd(text: string, offset: number): number {
  const breakAt = text.indexOf('\n', offset);
  if (breakAt === -1) return text.length;
  return text[breakAt - 1] === '\r' && breakAt - 1 >= offset ? breakAt - 1 : breakAt;
}

/** Offset behind the line break of the line that holds `offset`. */
export function nextLineStart(text: string, offset: number): number {
  const breakAt = text.indexOf('\n', offset);
  return breakAt === -1 ? text.length : breakAt + 1;
}
