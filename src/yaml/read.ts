import { scanBlockDocument } from './block-scanner.ts';
import type { StreamDocument } from './documents.ts';
import { library } from './library.ts';
import type { YamlNode } from './node.ts';
import { lineIndex, STREAM_LINE_ENDS } from './places.ts';

/** Why a document cannot be read; line and column count from 1 within the document. */
export interface SyntaxProblem {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

/** The root is null for a document without content. */
export type ReadTree =
  | { readonly ok: true; readonly root: YamlNode | null }
  | { readonly ok: false; readonly problem: SyntaxProblem };

const problemAt = (reason: string, text: string, offset: number): ReadTree => ({
  ok: false,
  problem: { reason, ...lineIndex(text, STREAM_LINE_ENDS)(offset) },
});

function readWithLibrary(text: string): ReadTree {
  const nul = text.indexOf('\0');
  if (nul !== -1) return problemAt('a NUL byte, which YAML does not allow', text, nul);
  const read = library().readStrictly(text);
  if (read.ok) return read;
  const mark = text.indexOf('\n\uFEFF---');
  if (mark !== -1)
    return problemAt('a byte order mark before "---", which then separates nothing', text, mark + 1);
  return problemAt(read.problem.reason, text, read.problem.offset);
}

/**
 * Reads YAML text with places, as YAML 1.2 has it.
 * @param text one document, perhaps with its `---` line
 * @param start offset behind `---`, 0 if there is none
 * @throws LibraryNeeded
 */
export function readText(text: string, start = 0): ReadTree {
  const scanned = text.includes('\0') ? undefined : scanBlockDocument(text, start);
  return scanned === undefined ? readWithLibrary(text) : { ok: true, root: scanned };
}

const DOCUMENT_END = /(?:^|\n)\.\.\.(?=[ \t\r\n]|$)[^\n]*/;

/** Offset of what follows a `...` line besides comments; Helm reads no further than that line. */
export function contentBehindEnd(text: string): number | undefined {
  const end = DOCUMENT_END.exec(text);
  if (end === null) return undefined;
  const behind = end.index + end[0].length;
  const content = /\n[ \t]*(?=[^\s#])/.exec(text.slice(behind));
  return content ? behind + content.index + content[0].length : undefined;
}

/**
 * Reads one document of a stream; a second one in it, behind `...` instead of `---`, would be lost and is an error.
 * @throws LibraryNeeded
 */
export function readDocument({ text, bodyStart }: StreamDocument): ReadTree {
  const lost = contentBehindEnd(text);
  if (lost !== undefined)
    return problemAt('another document after "..." without "---", which Helm does not read', text, lost);
  return readText(text, bodyStart);
}
