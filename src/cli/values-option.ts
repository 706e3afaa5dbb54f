import { listOption, type OptionRow, usageError } from '../command-line.ts';

const QUOTE = '"';

/** One item: quoted, with a quote in it doubled, or all up to the next comma; then what ends it. */
const ITEM = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$|)/y;

/** @param from offset of what could not be read */
function mistakeIn(word: string, from: number): string {
  if (word[from] === QUOTE && !/^"(?:[^"]|"")*"/.test(word.slice(from))) return 'a quote is never closed';
  if (word[from] === QUOTE) return 'text behind a closing quote';
  return `a quote in the middle of a name; write '"…"' around the name, and "" for the quote in it`;
}

/** The items of a list as Helm's flags take it: a line of CSV (encoding/csv of Go), of which further lines are left out. */
function csvItems(word: string, shownAs: string): readonly string[] {
  if (word === '') return [];
  const items: string[] = [];
  for (ITEM.lastIndex = 0; ; ) {
    const from = ITEM.lastIndex;
    const [, quoted, plain = '', end] = ITEM.exec(word) ?? [];
    if (end === '' && ITEM.lastIndex < word.length)
      throw usageError(
        `${shownAs}: ${JSON.stringify(word)} is not a list of files: ${mistakeIn(word, from)}`,
      );
    items.push(quoted?.replaceAll('""', QUOTE) ?? plain);
    if (end !== ',') return items;
  }
}

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** Helm fetches a URL itself. It may hold a password, so only its scheme is shown. */
function filesOf(word: string, shownAs: string): readonly string[] {
  const files = csvItems(word, shownAs);
  const [scheme] = files.flatMap((file) => SCHEME.exec(file) ?? []);
  if (scheme !== undefined)
    throw usageError(
      `${shownAs}: phasegate reads files only, and ${scheme}… is a URL; download it (curl -fLO) and give the file`,
    );
  if (files.includes(''))
    throw usageError(
      `${shownAs}: ${JSON.stringify(word)} names a file without a name; remove the extra comma`,
    );
  return files;
}

/**
 * An option that takes values files as Helm's own -f does (both majors): several with commas between them, and quotes
 * around a name that holds a comma. An empty word names no file.
 */
export const valuesFilesOption = (flag: string, summary: string): OptionRow<'list'> =>
  listOption(flag, summary, { itemsOf: filesOf });
