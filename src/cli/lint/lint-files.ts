import { ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import { fileJob } from './file-job.ts';
import { findFiles } from './find-files.ts';
import { type LintFlags, lintsRelease } from './flags.ts';
import type { LintJob } from './lint-job.ts';
import type { JobOutcome, RunContext } from './lint-run.ts';
import { runJob } from './lint-run.ts';
import { releaseJob } from './release-job.ts';
import type { Sources } from './sources.ts';

/** A job with what was found in it. Its values are done with: 1,000 files are not held in memory as trees. */
export interface LintedJob {
  readonly job: Pick<LintJob, 'file' | 'texts'>;
  readonly outcome: JobOutcome;
}

export interface LintedFiles {
  readonly jobs: readonly LintedJob[];
  /** Messages about what could not be read, for exit code 2. */
  readonly problems: readonly string[];
}

const shown = (file: string, flags: LintFlags): string =>
  file === '-' ? (flags.stdinFilename ?? '<stdin>') : file;

async function lintJob(job: LintJob, context: RunContext): Promise<Result<LintedJob, string>> {
  const outcome = await runJob(job, context);
  const { file, texts } = job;
  return outcome.ok ? ok({ job: { file, texts }, outcome: outcome.value }) : outcome;
}

async function lintOne(
  flags: LintFlags,
  context: RunContext,
  sources: Sources,
  io: Io,
): Promise<Result<LintedFiles, string>> {
  const job = releaseJob(flags, context.helm, (path) => sources.read(path), io);
  if (!job.ok) return job;
  const linted = await lintJob(job.value, context);
  return linted.ok ? ok({ jobs: [linted.value], problems: [] }) : linted;
}

/** Lints every file on its own, or the one merged release. Files that cannot be read do not keep others from it. */
export async function lintFiles(
  flags: LintFlags,
  context: RunContext,
  sources: Sources,
  io: Io,
): Promise<Result<LintedFiles, string>> {
  if (lintsRelease(flags)) return lintOne(flags, context, sources, io);
  const { files, problems } = await findFiles(flags.files, io);
  const place = {
    cwd: io.cwd,
    chartName: context.pack.chartName,
    helm: context.helm,
    around: sources.around,
  };
  const jobs: LintedJob[] = [];
  const unread = [...problems];
  for (const file of files) {
    const text = sources.read(file);
    if (!text.ok) unread.push(`phasegate: ${file}: ${text.error}`);
    else {
      const linted = await lintJob(fileJob(shown(file, flags), text.value, place), context);
      if (!linted.ok) return linted;
      jobs.push(linted.value);
    }
  }
  return ok({ jobs, problems: unread });
}
