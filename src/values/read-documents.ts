import { ok, type Result } from '../result.ts';
import type { Place } from './place.ts';
import { readValues, type WrittenValues } from './read-values.ts';
import type { ValuesError } from './values-error.ts';

const SEPARATOR_LINE = /(?<![^\n])---(?=\s|$)/g;

/**
 * Every document of a stream of maps, such as a file of Kubernetes objects, each for itself. An empty document is an
 * empty map.
 * @param place of the offsets of the whole text
 * @returns the first mistake where one of the documents is broken or no map
 */
export function readDocuments(text: string, place: Place): Result<readonly WrittenValues[], ValuesError> {
  const documents: WrittenValues[] = [];
  for (const [start, end] of stretches(text)) {
    // As Helm 3 reads: nothing is cut once more.
    const read = readValues(text.slice(start, end), (offset) => place(start + offset), 3);
    if (!read.ok) return read;
    documents.push(read.value);
  }
  return ok(documents);
}

/** A separator stays with the document that it opens. */
function stretches(text: string): (readonly [number, number])[] {
  const starts = [...text.matchAll(SEPARATOR_LINE)].map(({ index }) => index).filter((index) => index > 0);
  return [0, ...starts].map((start, at) => [start, starts[at] ?? text.length]);
}
