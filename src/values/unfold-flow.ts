// One token of flow style: blanks, a line end, a comment, a quoted text, a plain text (a colon ends it only before a
// blank or a bracket), or a single character.
const TOKEN =
  /[ \t]+|\r?\n|#[^\r\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'|(?:[^\s,[\]{}:"'#]|:(?![\s,[\]{}]))(?:[^\s,[\]{}:]|:(?![\s,[\]{}])|[ \t]+(?![#\s]))*|[\s\S]/y;

/** What an unfolded line end or comment leaves: as many blanks, for the offsets to stay. */
const blanks = (text: string): string => ' '.repeat(text.length);

const isBlank = (token: string): boolean => /^[ \t]/.test(token);
const vanishes = (token: string): boolean => /^(?:#|\r?\n)/.test(token);
const isPlain = (token: string): boolean => !/^["',[\]{}]|^:$/.test(token);

/**
 * Writes a flow collection of several lines on one line, offset for offset: go-yaml does not care for the indentation
 * within { } and [ ], this parser does.
 * @param start where the collection opens
 * @returns the whole text, or undefined where there is nothing to unfold or one line would mean something else
 */
export function unfoldFlow(source: string, start: number): string | undefined {
  const unfolded = unfoldTokens(source, start);
  if (unfolded === undefined) return undefined;
  const end = start + unfolded.length;
  return unfolded === source.slice(start, end)
    ? undefined
    : source.slice(0, start) + unfolded + source.slice(end);
}

function unfoldTokens(source: string, start: number): string | undefined {
  let depth = 0;
  let unfolded = '';
  let before = '';
  let onNewLine = false;
  TOKEN.lastIndex = start;
  for (let token = nextToken(source); token !== ''; token = nextToken(source)) {
    unfolded += vanishes(token) ? blanks(token) : token;
    if (vanishes(token)) onNewLine = true;
    if (vanishes(token) || isBlank(token)) continue;
    if (onNewLine && isBoundToItsLine(before, token)) return undefined;
    if (token === '[' || token === '{') depth++;
    if ((token === ']' || token === '}') && --depth === 0) return unfolded;
    before = token;
    onNewLine = false;
  }
  return undefined;
}

/** A colon belongs to the line of its key, a text of several lines may not be a key, and --- ends a document. */
const isBoundToItsLine = (before: string, token: string): boolean =>
  token === ':' || /^(?:---|\.\.\.)/.test(token) || (isPlain(before) && isPlain(token));

const nextToken = (source: string): string => TOKEN.exec(source)?.[0] ?? '';
