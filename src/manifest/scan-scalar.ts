import type { MapNode, ScalarNode, SequenceNode } from './node.ts';
import { ScannedScalar } from './scanned-scalar.ts';

const code = (character: string): number => character.charCodeAt(0);
const DOUBLE_QUOTE = code('"');
const SINGLE_QUOTE = code("'");
const BACKSLASH = code('\\');
const COLON = code(':');
const HASH = code('#');
const SPACE = code(' ');
const TAB = code('\t');

/** Characters that open something other than a plain scalar, or that this reader leaves to the full parser. */
const NOT_PLAIN = new Set(Array.from('&*!|>%@`?,[]{}#"\'', code));
const JSON_ESCAPES = new Set(Array.from('"\\/bfnrt', code));
const UNICODE_ESCAPE = /u[0-9A-Fa-f]{4}/y;

function isEscape(text: string, at: number): boolean {
  if (JSON_ESCAPES.has(text.charCodeAt(at))) return true;
  UNICODE_ESCAPE.lastIndex = at;
  return UNICODE_ESCAPE.test(text);
}

/** Whether nothing but blanks and a comment stands from `at` to `end`. */
export function onlyCommentFollows(text: string, at: number, end: number): boolean {
  let here = at;
  while (here < end && text.charCodeAt(here) === SPACE) here += 1;
  return here === end || (here > at && text.charCodeAt(here) === HASH);
}

/** Offset of the closing quote of a scalar that opens at `at`, or -1 when it does not close plainly on this line. */
export function closingQuote(text: string, at: number, end: number): number {
  const quote = text.charCodeAt(at);
  for (let here = at + 1; here < end; here += 1) {
    const character = text.charCodeAt(here);
    if (character === quote) {
      return quote === SINGLE_QUOTE && text.charCodeAt(here + 1) === SINGLE_QUOTE ? -1 : here;
    }
    if (character < SPACE) return -1;
    if (quote === DOUBLE_QUOTE && character === BACKSLASH) {
      here += 1;
      if (!isEscape(text, here)) return -1;
    }
  }
  return -1;
}

function quotedScalar(text: string, at: number, end: number): ScalarNode | undefined {
  const close = closingQuote(text, at, end);
  if (close === -1 || !onlyCommentFollows(text, close + 1, end)) return undefined;
  return new ScannedScalar(text, at, close + 1, 'quoted');
}

function plainScalar(text: string, at: number, end: number): ScalarNode | undefined {
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

function emptyCollection(text: string, at: number, end: number): MapNode | SequenceNode | undefined {
  if (!onlyCommentFollows(text, at + 2, end)) return undefined;
  const place = { start: at, end: at + 2, flow: true } as const;
  if (text.startsWith('{}', at)) return { kind: 'map', ...place, entries: [] };
  return text.startsWith('[]', at) ? { kind: 'sequence', ...place, items: [] } : undefined;
}

/**
 * Reads a value that stands whole on its line, between two offsets of `text`.
 * @returns undefined where the value is anything but a plain or quoted scalar, `{}` or `[]`
 */
export function scanInlineValue(
  text: string,
  at: number,
  end: number,
): ScalarNode | MapNode | SequenceNode | undefined {
  const first = text.charCodeAt(at);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return quotedScalar(text, at, end);
  if (first === code('{') || first === code('[')) return emptyCollection(text, at, end);
  if (NOT_PLAIN.has(first)) return undefined;
  if (first === code('-') && (at + 1 === end || text.charCodeAt(at + 1) === SPACE)) return undefined;
  return plainScalar(text, at, end);
}
