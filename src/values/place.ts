import { lineIndex } from './line-index.ts';
import type { Origin } from './origin.ts';

/** Offset in the whole file to the place of a value or an error. */
export type Place = (offset: number) => Extract<Origin, { kind: 'file' }>;

export function placesIn(file: string, text: string): Place {
  const at = lineIndex(text);
  return (offset) => ({ kind: 'file', file, ...at(offset) });
}
