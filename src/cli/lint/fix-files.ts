import { applyFixes } from '../../lint/apply-fixes.ts';
import type { Fix } from '../../lint/finding.ts';
import type { Inputs } from '../inputs.ts';
import { type LintedSource, lintFiles } from './lint-files.ts';
import type { LintRun } from './lint-run.ts';

/** A file before and after its fixes. */
export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** One fix can make room for another; more rounds than this means that two undo each other. */
const ROUNDS = 5;

function fixesByFile(sources: readonly LintedSource[]): Map<string, Fix[]> {
  const found = new Map<string, Fix[]>();
  for (const { findings } of sources) {
    for (const { fix } of findings) if (fix) found.set(fix.file, [...(found.get(fix.file) ?? []), fix]);
  }
  return found;
}

function fixOnce(sources: readonly LintedSource[], inputs: Inputs, fixed: Map<string, FixedFile>): boolean {
  let isChanged = false;
  for (const [file, fixes] of fixesByFile(sources)) {
    const text = sources.find(({ texts }) => texts.has(file))?.texts.get(file) ?? '';
    const { text: after } = applyFixes(text, fixes);
    if (after !== text) {
      inputs.replace(file, after);
      fixed.set(file, { file, before: fixed.get(file)?.before ?? text, after });
      isChanged = true;
    }
  }
  return isChanged;
}

/** Applies the fixes of a run and lints again, until there is nothing left to fix. Nothing is written. */
export async function fixFiles(
  first: readonly LintedSource[],
  run: LintRun,
): Promise<{ readonly fixed: readonly FixedFile[]; readonly sources: readonly LintedSource[] }> {
  const fixed = new Map<string, FixedFile>();
  let sources = first;
  for (let round = 0; round < ROUNDS && fixOnce(sources, run.inputs, fixed); round++)
    sources = (await lintFiles(run)).sources;
  return { fixed: [...fixed.values()], sources };
}
