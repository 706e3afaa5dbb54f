const WIDEST = 160;
const BEFORE = 60;

/** A line cut down to what lies around a column (from 1), and where that column then is. */
function clip(source: string, column: number): { text: string; caret: number } {
  if (source.length <= WIDEST) return { text: source, caret: column - 1 };
  const from = Math.max(0, column - 1 - BEFORE);
  const text = `${from > 0 ? '…' : ''}${source.slice(from, from + WIDEST)}${from + WIDEST < source.length ? '…' : ''}`;
  return { text, caret: column - 1 - from + Number(from > 0) };
}

/** A source line as messages show it: number, text, and below it a caret at the column, counted from 1. */
export function sourceLines(line: number, column: number, source: string): string[] {
  const { text, caret } = clip(source, column);
  const gutter = ' '.repeat(String(line).length);
  const indent = text.slice(0, Math.min(caret, text.length)).replace(/[^\t]/g, ' ');
  return [`  ${line} | ${text.replaceAll('\0', '\\0')}`, `  ${gutter} | ${indent}^`];
}
