import { lazyByObject } from './lazy.ts';

/**
 * Edits that turn one word into another: a character put in, taken out or replaced, two neighbours swapped.
 * @returns infinity as soon as it is more than `most`
 */
function distance(from: string, to: string, most: number): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (above[j - 1] ?? 0) + Number(from[i - 1] !== to[j - 1]);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      const edits = Math.min(replaced, swapped, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      row.push(edits);
      if (edits < least) least = edits;
    }
    // A row costs one less than the one above it at the least, so no swap gets around this one for less either.
    if (least > most) return Number.POSITIVE_INFINITY;
    before = above;
    above = row;
  }
  const edits = above[to.length] ?? Number.POSITIVE_INFINITY;
  return edits <= most ? edits : Number.POSITIVE_INFINITY;
}

/** Letters that two words have in common, in their order. */
function commonLetters(one: string, other: string): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const letter of one) {
    const next = [0];
    for (let j = 1; j <= other.length; j += 1)
      next.push(letter === other[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Which characters a word has: one bit each, some share one. */
function charactersOf(word: string): number {
  let bits = 0;
  for (let index = 0; index < word.length; index += 1) bits |= 1 << (word.charCodeAt(index) & 31);
  return bits;
}

/** The bits that are set. */
function countOf(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

interface Candidate {
  readonly word: string;
  readonly lower: string;
  readonly characters: number;
}

/** A file with thousands of mistakes compares all of them with the same words. */
const candidatesOf = lazyByObject((words: readonly string[]): readonly Candidate[] =>
  words.map((word) => {
    const lower = word.toLowerCase();
    return { word, lower, characters: charactersOf(lower) };
  }),
);

/**
 * The candidate most like a word, undefined if none is near enough to be meant.
 * @param candidates a list that does not change; hand over the same one for many words, which is faster
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const characters = charactersOf(lower);
  let allowed = Math.max(1, Math.floor(word.length / 3));
  let best: string[] = [];
  for (const candidate of candidatesOf(candidates)) {
    // Each edit changes the length by one at the most, and brings in or takes away one character at the most.
    if (Math.abs(candidate.lower.length - lower.length) > allowed) continue;
    if (countOf(characters & ~candidate.characters) > allowed) continue;
    if (countOf(candidate.characters & ~characters) > allowed) continue;
    const edits = distance(lower, candidate.lower, allowed);
    if (edits > allowed) continue;
    if (edits < allowed) best = [];
    allowed = edits;
    best.push(candidate.word);
  }
  if (best.length <= 1) return best[0];
  // As many edits lead from --fase to --gate as to --phase, which has more of its letters.
  const [first] = best.toSorted((a, b) => commonLetters(word, b) - commonLetters(word, a));
  return first;
}
