import { readBlockText } from './block-text.ts';
import { onlyCommentFollows } from './line-cursor.ts';
import type { ScalarStyle, YamlEntry, YamlNode, YamlScalar } from './node.ts';
import { lineEnd } from './places.ts';

const code = (character: string): number => character.charCodeAt(0);
const DOUBLE_QUOTE = code('"');
const SINGLE_QUOTE = code("'");
const BACKSLASH = code('\\');
const COLON = code(':');
const HASH = code('#');
const SPACE = code(' ');
const TAB = code('\t');
const DASH = code('-');
const LINE_FEED = code('\n');
const CARRIAGE_RETURN = code('\r');

/** Characters that open something other than a plain scalar, or that this reader leaves to the full parser. */
const NOT_PLAIN = new Set(Array.from('&*!|>%@`?,[]{}#"\'', code));
const JSON_ESCAPES = new Set(Array.from('"\\/bfnrt', code));
const UNICODE_ESCAPE = /u[0-9A-Fa-f]{4}/y;

function isEscape(text: string, at: number): boolean {
  if (JSON_ESCAPES.has(text.charCodeAt(at))) return true;
  UNICODE_ESCAPE.lastIndex = at;
  return UNICODE_ESCAPE.test(text);
}

/** A quoted text on one line: a line end is a blank, each empty line a line break. */
function folded(text: string, lineBreak: string): string {
  if (!text.includes('\n')) return text;
  return text.replace(/ *(?:\r?\n *)+/g, (fold) => {
    const lineEnds = fold.split('\n').length - 1;
    return lineEnds === 1 ? ' ' : lineBreak.repeat(lineEnds - 1);
  });
}

/** A scalar found by the block scanner; its value is worked out when it is asked for, most never are. */
export class ScannedScalar implements YamlScalar {
  readonly kind = 'scalar';

  constructor(
    private readonly text: string,
    readonly start: number,
    readonly end: number,
    readonly style: ScalarStyle,
    /** Column of the map or list that a block text belongs to. */
    private readonly parentColumn = 0,
  ) {}

  get value(): string {
    if (this.style === 'block') return this.blockValue();
    const raw = this.text.slice(this.start, this.end);
    if (this.style === 'plain') return raw;
    return raw.startsWith('"')
      ? (JSON.parse(folded(raw, '\\n')) as string)
      : folded(raw.slice(1, -1), '\n').replaceAll("''", "'");
  }

  private blockValue(): string {
    const read = readBlockText(this.text, this.start, this.parentColumn);
    return read.kind === 'text' ? read.text.replace(/\n+$/, '') : '';
  }
}

/** An entry found by the block scanner: its key is plain, or in quotes without escapes. */
export class ScannedEntry implements YamlEntry {
  constructor(
    private readonly text: string,
    readonly key: string,
    readonly keyStart: number,
    private readonly keyEnd: number,
    readonly value: YamlNode,
  ) {}

  get keyNode(): YamlScalar {
    const first = this.text[this.keyStart];
    const style = first === '"' || first === "'" ? 'quoted' : 'plain';
    return new ScannedScalar(this.text, this.keyStart, this.keyEnd, style);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what ends a line is one of them
const IN_DOUBLE_QUOTES = /"[^"\\\0-\x1f]*"/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what ends a line is one of them
const IN_SINGLE_QUOTES = /'[^'\0-\x1f]*'(?!')/y;

/**
 * Offset of the closing quote of a scalar that opens at `at`, or -1 where it does not close plainly.
 * @param end it must close in front of this
 * @param parentIndent column that further lines must lie right of; without it there may be none
 */
export function closingQuote(text: string, at: number, end: number, parentIndent?: number): number {
  const quote = text.charCodeAt(at);
  const plainly = quote === DOUBLE_QUOTE ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES;
  plainly.lastIndex = at;
  if (plainly.test(text) && plainly.lastIndex <= end) return plainly.lastIndex - 1;
  for (let here = at + 1; here < end; here += 1) {
    const character = text.charCodeAt(here);
    if (character === quote) {
      if (quote === DOUBLE_QUOTE || text.charCodeAt(here + 1) !== SINGLE_QUOTE) return here;
      here += 1;
    } else if (character < SPACE) {
      const content = contentBelow(text, here, parentIndent);
      if (content === undefined) return -1;
      here = content - 1;
    } else if (quote === DOUBLE_QUOTE && character === BACKSLASH) {
      here += 1;
      if (!isEscape(text, here)) return -1;
    }
  }
  return -1;
}

/** Offset of the content below a line end, blank lines left out; undefined if it does not lie right of the parent. */
function contentBelow(text: string, lineEnd: number, parentIndent: number | undefined): number | undefined {
  if (parentIndent === undefined) return undefined;
  let lineStart = -1;
  let here = lineEnd;
  for (; ; here += 1) {
    const character = text.charCodeAt(here);
    if (character === LINE_FEED) lineStart = here + 1;
    else if (character !== SPACE && character !== CARRIAGE_RETURN) break;
  }
  return lineStart !== -1 && here - lineStart > parentIndent ? here : undefined;
}

function quotedScalar(text: string, at: number, parentIndent: number): YamlScalar | undefined {
  const close = closingQuote(text, at, text.length, parentIndent);
  if (close === -1 || !onlyCommentFollows(text, close + 1, lineEnd(text, close))) return undefined;
  return new ScannedScalar(text, at, close + 1, 'quoted');
}

/** Words without what may end a scalar, or make something else of it. */
const PLAINEST = /[^\s#:]+(?: [^\s#:]+)*(?::[^\s#:]+)*/y;

function plainScalar(text: string, at: number, end: number): YamlScalar | undefined {
  PLAINEST.lastIndex = at;
  // A pattern is faster than a walk, from the first line on.
  if (PLAINEST.test(text) && PLAINEST.lastIndex === end) return new ScannedScalar(text, at, end, 'plain');
  let last = at;
  for (let here = at; here < end; here += 1) {
    const character = text.charCodeAt(here);
    if (character === SPACE) continue;
    if (character === TAB) return undefined;
    if (character === HASH && text.charCodeAt(here - 1) === SPACE) break;
    if (character === COLON && (here + 1 === end || text.charCodeAt(here + 1) === SPACE)) return undefined;
    last = here;
  }
  return new ScannedScalar(text, at, last + 1, 'plain');
}

/** Whether a plain scalar can begin here, on a line that ends at `end`. */
export function isPlainStart(text: string, at: number, end: number): boolean {
  const first = text.charCodeAt(at);
  if (NOT_PLAIN.has(first)) return false;
  return first !== DASH || (at + 1 < end && text.charCodeAt(at + 1) !== SPACE);
}

/**
 * Reads a plain scalar that stands whole on its line, or a quoted one that begins there.
 * @param end of the line
 * @param parentIndent column that further lines of a quoted scalar must lie right of
 * @returns undefined if the value is anything else
 */
export function scanScalar(
  text: string,
  at: number,
  end: number,
  parentIndent: number,
): YamlScalar | undefined {
  const first = text.charCodeAt(at);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return quotedScalar(text, at, parentIndent);
  return isPlainStart(text, at, end) ? plainScalar(text, at, end) : undefined;
}

export interface ScannedKey {
  readonly key: string;
  /** Offset of the colon. */
  readonly colon: number;
}

/** A plain key as charts write it; one with anything else in it is left to the full parser. */
const PLAIN_KEY = /[A-Za-z0-9_./$][\w./$()@-]*:/y;

function plainKey(text: string, at: number): ScannedKey | undefined {
  PLAIN_KEY.lastIndex = at;
  if (!PLAIN_KEY.test(text)) return undefined;
  const colon = PLAIN_KEY.lastIndex - 1;
  return { key: text.slice(at, colon), colon };
}

function quotedKey(text: string, at: number, end: number): ScannedKey | undefined {
  const close = closingQuote(text, at, end);
  if (close === -1 || text[close + 1] !== ':') return undefined;
  const key = text.slice(at + 1, close);
  return /\\|''/.test(key) ? undefined : { key, colon: close + 1 };
}

/**
 * Reads the key at `at`, up to its colon, on a line that ends at `end`.
 * @returns undefined if there is no key that this reader is sure of
 */
export function keyAt(text: string, at: number, end: number): ScannedKey | undefined {
  const first = text[at];
  const found = first === '"' || first === "'" ? quotedKey(text, at, end) : plainKey(text, at);
  return found === undefined || found.colon >= end ? undefined : found;
}

/** Like keyAt, in block style, where a blank or the line's end follows the colon. */
export function scanKey(text: string, at: number, end: number): ScannedKey | undefined {
  const found = keyAt(text, at, end);
  if (found === undefined) return undefined;
  const next = text[found.colon + 1];
  return found.colon + 1 === end || next === ' ' ? found : undefined;
}
