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

export function parseDocument(document: StreamDocument): Promise<ParsedTree> {
  return parseText(document.text, document.bodyStart);
}
