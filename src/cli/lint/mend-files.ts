import { applyFixes } from '../../lint/apply-fixes.ts';
import type { Fix } from '../../lint/finding.ts';
import type { LintedJob } from './lint-files.ts';
import type { Sources } from './sources.ts';

/** A file before and after its mends. */
export interface MendedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** One mend can make room for another; more rounds than this means that two undo each other. */
const ROUNDS = 5;

function fixesByFile(jobs: readonly LintedJob[]): Map<string, Fix[]> {
  const found = new Map<string, Fix[]>();
  for (const { outcome } of jobs) {
    for (const { fix } of outcome.findings)
      if (fix) found.set(fix.file, [...(found.get(fix.file) ?? []), fix]);
  }
  return found;
}

function mendOnce(jobs: readonly LintedJob[], sources: Sources, done: Map<string, MendedFile>): boolean {
  let isChanged = false;
  for (const [file, fixes] of fixesByFile(jobs)) {
    const text = jobs.find(({ job }) => job.texts.has(file))?.job.texts.get(file) ?? '';
    const { text: after } = applyFixes(text, fixes);
    if (after !== text) {
      sources.mend(file, after);
      done.set(file, { file, before: done.get(file)?.before ?? text, after });
      isChanged = true;
    }
  }
  return isChanged;
}

/**
 * Applies the fixes of a run, and runs anew, until there is nothing to mend any more. Nothing is written.
 * @param lint a run over the texts as they then are
 */
export async function mendFiles(
  first: readonly LintedJob[],
  sources: Sources,
  lint: () => Promise<readonly LintedJob[]>,
): Promise<{ readonly mended: readonly MendedFile[]; readonly jobs: readonly LintedJob[] }> {
  const done = new Map<string, MendedFile>();
  let jobs = first;
  for (let round = 0; round < ROUNDS && mendOnce(jobs, sources, done); round++) jobs = await lint();
  return { mended: [...done.values()], jobs };
}
