import { closingQuote } from './scan-scalar.ts';

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

const COLON = 58;
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
