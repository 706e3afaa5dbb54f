/** Rows as lines with their cells below each other, two blanks apart; nothing trails. Lengths count code points. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const lengthOf = (text = ''): number => [...text].length;
  const widest = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: widest }, (_, column) =>
    Math.max(...rows.map((row) => lengthOf(row[column]))),
  );
  const padded = (cell: string, column: number): string =>
    cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell));
  const used = widths.map((width) => width > 0);
  return rows.map((row) =>
    row
      .map(padded)
      .filter((_, column) => used[column])
      .join('  ')
      .trimEnd(),
  );
}
