import { isCollection, isScalar, type Node, visit, type YAMLParseError } from 'yaml';
import type { ParsedDocument, TreeProblem } from './library-tree.ts';

/**
 * The first mistake that go-yaml refuses as well. It takes a comment without a space before it, and block texts are
 * read once more by its own rules.
 */
export function firstError(document: ParsedDocument, source: string): YAMLParseError | undefined {
  return document.errors.find(({ code, pos: [offset] }) => {
    if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return true;
    return !isTightComment(source, offset) && !isInBlockText(document, offset);
  });
}

const isTightComment = (source: string, offset: number): boolean =>
  source[offset] === '#' && /\S/.test(source[offset - 1] ?? ' ');

function isInBlockText(document: ParsedDocument, offset: number): boolean {
  let isInside = false;
  visit(document, {
    Scalar(_, { type, range }) {
      const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
      if (isBlock && range && range[0] < offset && offset < range[1]) isInside = true;
      return isInside ? visit.BREAK : undefined;
    },
  });
  return isInside;
}

/** What go-yaml refuses in a document's % lines: another version than 1.1, and a directive that it does not know. */
export function directiveProblem({ directives, warnings }: ParsedDocument): TreeProblem | undefined {
  const { explicit, version } = directives.yaml;
  if (explicit === true && version !== '1.1')
    return {
      code: 'YAML_VERSION',
      reason: `Helm reads only YAML 1.1, not ${version}; remove the %YAML line`,
      offset: 0,
    };
  const unknown = warnings.find((warning) => warning.code === 'BAD_DIRECTIVE');
  if (!unknown) return undefined;
  return {
    code: 'UNKNOWN_DIRECTIVE',
    reason: 'Helm does not know this directive; remove the line',
    offset: unknown.pos[0],
  };
}

/**
 * An error that go-yaml refuses as well. Where the content had ended before it, as behind a `{}` or below a first key
 * that is indented, go-yaml stops without a word instead: code BEHIND_THE_END.
 */
export function syntaxProblem(
  { contents }: ParsedDocument,
  { code, pos, message }: YAMLParseError,
): TreeProblem {
  const isBehind = isCollection(contents) && code === 'UNEXPECTED_TOKEN' && pos[0] >= contents.range[1];
  return { code: isBehind ? 'BEHIND_THE_END' : code, reason: message, offset: pos[0] };
}

/**
 * The text with the value around an error written on one line, every offset before and behind it kept. Within quotes
 * and brackets go-yaml does not care for indentation, while the parser ends the value there with an error.
 * @param offset of the error
 * @returns undefined if no such value is to blame
 */
export function unfoldAt(document: ParsedDocument, source: string, offset: number): string | undefined {
  const [quoted, flow] = [quotedUpTo(document, offset), flowBefore(document, offset)];
  const unquoted = quoted === undefined ? undefined : unfoldQuoted(source, quoted);
  return unquoted ?? (flow === undefined ? undefined : unfoldFlow(source, flow));
}

/** Where the quoted text opens that the parser ended at the offset. */
function quotedUpTo(document: ParsedDocument, offset: number): number | undefined {
  let start: number | undefined;
  visit(document, (_, node) => {
    if (!isScalar(node) || node.range?.[1] !== offset || !node.type?.startsWith('QUOTE')) return undefined;
    start = startOf(node);
    return visit.BREAK;
  });
  return start;
}

/** Where the last of the outermost flow collections before the offset opens. */
function flowBefore(document: ParsedDocument, offset: number): number | undefined {
  let last: number | undefined;
  visit(document, (_, node) => {
    if (!isCollection(node)) return undefined;
    if (startOf(node) >= offset) return visit.BREAK;
    if (node.flow !== true) return undefined;
    last = startOf(node);
    return visit.SKIP;
  });
  return last;
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;

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
 * @returns the whole text, or undefined if there is nothing to unfold or one line would mean something else
 */
function unfoldFlow(source: string, start: number): string | undefined {
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
 * @returns the whole text, or undefined if it is not such a text or one line would mean something else
 */
function unfoldQuoted(source: string, start: number): string | undefined {
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
