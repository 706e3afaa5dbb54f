/**
 * The 0-based column that go-yaml takes for the indentation of a block map or list: anchors, tags and `?` before the
 * first key belong to it.
 * @param start where the first key or the first - stands
 */
export function structureColumn(source: string, start: number): number {
  const before = start === 0 ? '' : source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
  return before.replace(/(?:[&!]\S*[ \t]+)+$/, '').replace(/\?[ \t]+$/, '').length;
}
