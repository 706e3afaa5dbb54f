export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** Lines below a title; nothing where there are none. */
export const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...indented(lines)];
