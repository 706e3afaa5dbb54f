import type { HelmMajor } from './helm-major.ts';

/** A part of a values file that Helm hands to its YAML parser, which takes the first document of it. */
export interface Chunk {
  readonly text: string;
  readonly offset: number;
}

export type SplitFile =
  | { readonly kind: 'chunks'; readonly chunks: readonly Chunk[] }
  | { readonly kind: 'bad-separator'; readonly offset: number };

// Only \n ends a line here, unlike in YAML itself.
const SEPARATOR_LINE = /(?<![^\n])---[^\n]*/g;
const NOTHING_BUT_COMMENT = /^---\s*(?:#|$)/;

/**
 * Helm 3 hands over the whole file and so reads its first document only. Helm 4 cuts at every line that begins with
 * `---`, wherever it stands, refuses one with more on it than a comment, and merges the parts.
 */
export function splitDocuments(text: string, helm: HelmMajor): SplitFile {
  if (helm === 3) return { kind: 'chunks', chunks: [{ text, offset: 0 }] };
  const chunks: Chunk[] = [];
  let start = 0;
  for (const { 0: line, index } of text.matchAll(SEPARATOR_LINE)) {
    if (!NOTHING_BUT_COMMENT.test(line)) return { kind: 'bad-separator', offset: index };
    // The separator that opens a part stays in it.
    if (index === start) continue;
    chunks.push({ text: text.slice(start, index), offset: start });
    start = index + line.length + 1;
  }
  // Helm 4 reads line by line and ends the last one as well.
  const rest = text.slice(start).replace(/[^\n]$/, '$&\n');
  return { kind: 'chunks', chunks: [...chunks, { text: rest, offset: start }] };
}
