import { structuredPatch } from 'diff';
import type { ManifestStream } from '../manifest/manifest-stream.ts';
import { redactDocument } from '../redaction.ts';

type Hunk = ReturnType<typeof structuredPatch>['hunks'][number];

const CONTEXT = 3;
const lineCount = (text: string): number => text.split('\n').length - 1;

function hunksOf(before: string, after: string): readonly Hunk[] {
  const patch = structuredPatch('', '', redactDocument(before), redactDocument(after), '', '', {
    context: CONTEXT,
  });
  return patch.hunks;
}

/** By convention an empty side is counted from the line in front of it. */
const range = (start: number, lines: number): string => {
  if (lines === 0) return `${start - 1},0`;
  return lines === 1 ? `${start}` : `${start},${lines}`;
};

function printHunk(hunk: Hunk, oldOffset: number, newOffset: number): string[] {
  const { oldStart, oldLines, newStart, newLines, lines } = hunk;
  return [
    `@@ -${range(oldStart + oldOffset, oldLines)} +${range(newStart + newOffset, newLines)} @@`,
    ...lines,
  ];
}

/**
 * A unified diff of a stream, worked out document by document so that it stays quick on large ones.
 * Secrets are hidden on both sides.
 * @param changed by index the text of each document that leaves as another one; empty for a dropped one
 */
export function unifiedDiff(stream: ManifestStream, changed: ReadonlyMap<number, string>): string {
  const printed: string[] = [];
  let grown = 0;
  for (const document of stream.documents) {
    const after = changed.get(document.index);
    if (after === undefined) continue;
    const above = stream.linesAbove(document);
    for (const hunk of hunksOf(document.text, after)) printed.push(...printHunk(hunk, above, above + grown));
    grown += lineCount(after) - lineCount(document.text);
  }
  return printed.length === 0
    ? ''
    : `${['--- rendered by Helm', '+++ written by phasegate', ...printed].join('\n')}\n`;
}

/** A unified diff of one file, credentials hidden; empty if nothing changed. */
export function fileDiff(file: string, before: string, after: string): string {
  const printed = hunksOf(before, after).flatMap((hunk) => printHunk(hunk, 0, 0));
  return printed.length === 0 ? '' : `${[`--- ${file}`, `+++ ${file}`, ...printed].join('\n')}\n`;
}
