import { lineIndex } from './line-index.ts';
import type { FileOrigin } from './origin.ts';

/** Offset in a text of values to its place in the file that holds the text. */
export type Place = (offset: number) => FileOrigin;

export function placesIn(file: string, text: string): Place {
  const at = lineIndex(text);
  return (offset) => ({ kind: 'file', file, ...at(offset), start: offset, end: offset });
}
