/** The rows of a table of data: cells between tabs; lines that start with # and empty lines are left out. */
export const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

/** `a.b\.c` as the path a, `b.c`. */
export const pathOf = (text: string): readonly string[] =>
  text === '' ? [] : text.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));

/** A path as tables write it: joined by dots, dots within a name as `\.`. */
export const pathText = (path: readonly string[]): string =>
  path.map((name) => name.replaceAll('.', '\\.')).join('.');
