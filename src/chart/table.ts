/** The lines of a table of data; those that start with # and empty ones are left out. */
export const linesOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** The rows of a table of data: cells between tabs. */
export const rowsOf = (text: string): readonly (readonly string[])[] =>
  linesOf(text).map((line) => line.split('\t'));

/** `a.b\.c` as the path a, `b.c`. */
export const pathOf = (text: string): readonly string[] =>
  text === '' ? [] : text.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));

/** A path as tables write it: joined by dots, dots within a name as `\.`. */
export const pathText = (path: readonly string[]): string =>
  path.map((name) => name.replaceAll('.', '\\.')).join('.');
