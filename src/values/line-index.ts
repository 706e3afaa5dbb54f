export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offset (in UTF-16 units) to 1-based line and column; lines end with \n, \r\n or a lone \r. */
export type LineIndex = (offset: number) => Position;

/** Reads the text once, then answers by bisection. */
export function lineIndex(text: string): LineIndex {
  // A byte order mark is no column.
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineEnd.length);
  return (offset) => {
    const line = lastAtOrBefore(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
