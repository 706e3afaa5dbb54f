import type { Place } from './place.ts';
import { refuse } from './refusal.ts';

// What go-yaml's reader refuses, and U+2028/U+2029, which it takes for line ends and no editor does.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** @throws Refusal at the first character that Helm's YAML reader refuses or reads as a hidden line end. */
export function checkCharacters(text: string, place: Place): void {
  UNREADABLE.lastIndex = 0;
  const found = UNREADABLE.exec(text);
  if (!found) return;
  const name = `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `the character ${name} may not stand in a values file; delete it, or write it as an escape in double quotes`;
  refuse('character', message, place(found.index));
}
