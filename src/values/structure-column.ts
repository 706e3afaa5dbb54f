const isLineEnd = (character: string | undefined): boolean =>
  character === '\n' || character === '\r' || character === '\u0085';

/**
 * The 0-based column that go-yaml takes for the indentation of a block map or list: anchors, tags and `?` before the
 * first key belong to it.
 * @param start where the first key or the first - stands
 */
export function structureColumn(source: string, start: number): number {
  let lineStart = start;
  while (lineStart > 0 && !isLineEnd(source[lineStart - 1])) lineStart--;
  const before = source.slice(lineStart, start);
  return before.replace(/(?:[&!]\S*[ \t]+)+$/, '').replace(/\?[ \t]+$/, '').length;
}
