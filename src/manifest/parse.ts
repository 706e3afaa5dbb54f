import { scanBlockDocument } from './block-scanner.ts';
import type { StreamDocument } from './documents.ts';
import type { Node } from './node.ts';
import { placeOf } from './place.ts';
import type { SyntaxProblem } from './syntax-problem.ts';
import type { ParsedTree } from './yaml-tree.ts';

const problem = (reason: string, place: { line: number; column: number }): ParsedTree => ({
  ok: false,
  problem: { reason, ...place } satisfies SyntaxProblem,
});

/** The library is loaded only for what the block scanner leaves to it: most streams never pay for it. */
async function parseWithLibrary(text: string): Promise<ParsedTree> {
  const nul = text.indexOf('\0');
  if (nul !== -1) return problem('a NUL byte, which YAML does not allow', placeOf(text, nul));
  const { parseYamlTree } = await import('./yaml-tree.ts');
  return parseYamlTree(text);
}

/**
 * Reads YAML text with places.
 * @param text one document, perhaps with its `---` line
 * @param start offset behind `---`, 0 where there is none
 */
export async function parseText(text: string, start = 0): Promise<ParsedTree> {
  const scanned: Node | null | undefined = text.includes('\0') ? undefined : scanBlockDocument(text, start);
  return scanned === undefined ? parseWithLibrary(text) : { ok: true, root: scanned };
}

const DOCUMENT_END = /(?:^|\n)\.\.\.(?=[ \t\r\n]|$)[^\n]*/;

/** Offset of what stands behind a `...` line besides comments; Helm reads no further than that line. */
function contentBehindEnd(text: string): number | undefined {
  const end = DOCUMENT_END.exec(text);
  if (end === null) return undefined;
  const behind = end.index + end[0].length;
  const content = /\n[ \t]*(?=[^\s#])/.exec(text.slice(behind));
  return content ? behind + content.index + content[0].length : undefined;
}

/** Reads one document of a stream; a second one in it, behind `...` instead of `---`, would be lost and is an error. */
export async function parseDocument({ text, bodyStart }: StreamDocument): Promise<ParsedTree> {
  const lost = contentBehindEnd(text);
  if (lost !== undefined)
    return problem(
      'another document behind "..." without "---", which Helm does not read',
      placeOf(text, lost),
    );
  return parseText(text, bodyStart);
}
