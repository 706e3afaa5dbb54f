import { readBlockText } from './block-text.ts';
import { onlyCommentFollows } from './line-cursor.ts';
import type { ScalarStyle, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSequence } from './node.ts';

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
    return raw.startsWith('"') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
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

function quotedScalar(text: string, at: number, end: number): YamlScalar | undefined {
  const close = closingQuote(text, at, end);
  if (close === -1 || !onlyCommentFollows(text, close + 1, end)) return undefined;
  return new ScannedScalar(text, at, close + 1, 'quoted');
}

function plainScalar(text: string, at: number, end: number): YamlScalar | undefined {
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

function emptyCollection(text: string, at: number, end: number): YamlMap | YamlSequence | undefined {
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
): YamlScalar | YamlMap | YamlSequence | undefined {
  const first = text.charCodeAt(at);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return quotedScalar(text, at, end);
  if (first === code('{') || first === code('[')) return emptyCollection(text, at, end);
  if (NOT_PLAIN.has(first)) return undefined;
  if (first === code('-') && (at + 1 === end || text.charCodeAt(at + 1) === SPACE)) return undefined;
  return plainScalar(text, at, end);
}

export interface ScannedKey {
  readonly key: string;
  /** Offset of the colon. */
  readonly colon: number;
}

/** Characters of plain keys as charts write them; a key with anything else in it is left to the full parser. */
const KEY_CHARACTERS = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./$()@-') {
  KEY_CHARACTERS[character.charCodeAt(0)] = 1;
}

const FIRST_OF_KEY = /[A-Za-z0-9_./$]/;

function plainKey(text: string, at: number, end: number): ScannedKey | undefined {
  let colon = at;
  while (colon < end && KEY_CHARACTERS[text.charCodeAt(colon)] === 1) colon += 1;
  if (colon === at || text.charCodeAt(colon) !== COLON || !FIRST_OF_KEY.test(text.charAt(at)))
    return undefined;
  return { key: text.slice(at, colon), colon };
}

function quotedKey(text: string, at: number, end: number): ScannedKey | undefined {
  const close = closingQuote(text, at, end);
  if (close === -1 || text[close + 1] !== ':') return undefined;
  const key = text.slice(at + 1, close);
  return key.includes('\\') ? undefined : { key, colon: close + 1 };
}

/**
 * Reads the key at `at` of a line that ends at `end`.
 * @returns undefined where no key stands that this reader is sure of
 */
export function scanKey(text: string, at: number, end: number): ScannedKey | undefined {
  const first = text[at];
  const found = first === '"' || first === "'" ? quotedKey(text, at, end) : plainKey(text, at, end);
  if (found === undefined || found.colon >= end) return undefined;
  const next = text[found.colon + 1];
  return found.colon + 1 === end || next === ' ' ? found : undefined;
}
