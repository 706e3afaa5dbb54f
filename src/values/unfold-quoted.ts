const DOUBLE_QUOTED = /"(?:[^"\\]|\\[\s\S])*"/y;
const SINGLE_QUOTED = /'(?:[^']|'')*'/y;

/** Line ends with the blanks around them. */
const FOLDS = /[ \t]*(?:\r?\n[ \t]*)+/g;
/** In double quotes also an escaped line end, and any other escape, which may be of a blank. */
const ESCAPES_AND_FOLDS = /\\\r?\n[ \t]*|\\[\s\S]|[ \t]*(?:\r?\n[ \t]*)+/g;

/**
 * Writes a quoted text of several lines on one line and fills up with blanks behind it: go-yaml does not care for the
 * indentation of its lines, this parser does.
 * @param start where the text opens
 * @returns the whole text, or undefined where it is no such text or one line would mean something else
 */
export function unfoldQuoted(source: string, start: number): string | undefined {
  const isDouble = source[start] === '"';
  const pattern = isDouble ? DOUBLE_QUOTED : SINGLE_QUOTED;
  pattern.lastIndex = start;
  const quoted = pattern.exec(source)?.[0];
  if (quoted === undefined || !quoted.includes('\n') || /\n(?:---|\.\.\.)(?:\s|$)/.test(quoted))
    return undefined;
  const end = start + quoted.length;
  // An empty line behind an escaped line end has rules of its own.
  if (isDouble && /\\\r?\n[ \t]*\r?\n/.test(quoted)) return undefined;
  // A text of several lines may not be a key.
  if (/^[ \t]*:/.test(source.slice(end, end + 80))) return undefined;
  const folded = isDouble ? quoted.replace(ESCAPES_AND_FOLDS, foldDouble) : quoted.replace(FOLDS, foldSingle);
  // Single quotes have no escape for the line end that empty lines stand for.
  if (folded.includes('\n')) return undefined;
  return source.slice(0, start) + folded.padEnd(quoted.length) + source.slice(end);
}

const foldSingle = (fold: string): string => (lineEndsIn(fold) === 1 ? ' ' : fold);

/** A line end becomes a blank, further ones become line ends of the text. */
function foldDouble(token: string): string {
  if (token.startsWith('\\')) return lineEndsIn(token) > 0 ? '' : token;
  return lineEndsIn(token) === 1 ? ' ' : '\\n'.repeat(lineEndsIn(token) - 1);
}

const lineEndsIn = (text: string): number => text.split('\n').length - 1;
