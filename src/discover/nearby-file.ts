import { placesIn } from '../values/place.ts';
import type { Surroundings } from './found-values.ts';
import { type OuterDocument, readOuterDocuments } from './outer-document.ts';

/** No file that somebody writes by hand is longer, in UTF-16 units. */
const LONGEST = 1_048_576;

/**
 * The documents of a file beside the one that is linted, none where it cannot be read, is broken (a template, say) or
 * lacks one of the words.
 * @param path absolute; the origins carry it
 */
export function readNearby(
  path: string,
  around: Surroundings,
  words: readonly string[],
): readonly OuterDocument[] {
  const text = around.read(path);
  if (text === undefined || text.length > LONGEST || !words.every((word) => text.includes(word))) return [];
  const read = readOuterDocuments({ text, place: placesIn(path, text) });
  return read.ok ? read.value : [];
}
