/** A text as one word of a POSIX shell, whatever it holds. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const NEEDS_QUOTES = /[^\w@%+=:,./-]/;

/** A word as a POSIX shell takes it, in quotes only where it needs them. */
export const shellWord = (word: string): string =>
  word === '' || NEEDS_QUOTES.test(word) ? shellQuoted(word) : word;
