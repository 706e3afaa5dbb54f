import { closingQuote } from './scan-scalar.ts';

export interface ScannedKey {
  readonly key: string;
  /** Offset of the colon. */
  readonly colon: number;
}

/** Plain keys as charts write them; a key with anything else in it is left to the full parser. */
const PLAIN_KEY = /[A-Za-z0-9_./$][A-Za-z0-9_./$()@-]*(?: [A-Za-z0-9_./$()@-]+)*(?=:)/y;

function plainKey(text: string, at: number): ScannedKey | undefined {
  PLAIN_KEY.lastIndex = at;
  const match = PLAIN_KEY.exec(text);
  return match ? { key: match[0], colon: at + match[0].length } : undefined;
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
  const found = first === '"' || first === "'" ? quotedKey(text, at, end) : plainKey(text, at);
  if (found === undefined || found.colon >= end) return undefined;
  const next = text[found.colon + 1];
  return found.colon + 1 === end || next === ' ' ? found : undefined;
}
