import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { counted } from '../../english.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import { ok, type Result } from '../../result.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { againstBaseline } from './against-baseline.ts';
import { configIgnoreFindings } from './config-ignores.ts';
import { isFailure } from './fail-on.ts';
import { readLintFlags } from './flags.ts';
import { type LintedFiles, lintFiles } from './lint-files.ts';
import { describeJobs, lintResult } from './lint-result.ts';
import { type MendedFile, mendFiles } from './mend-files.ts';
import { writeLintOutputs } from './outputs.ts';
import { type Prepared, prepare } from './prepare.ts';
import { Sources } from './sources.ts';

interface Linted extends LintedFiles {
  readonly mended: readonly MendedFile[];
}

async function lintAndMend({ flags, context }: Prepared, io: Io): Promise<Result<Linted, string>> {
  const sources = new Sources(io);
  const first = await lintFiles(flags, context, sources, io);
  if (!first.ok || !(flags.fix || flags.fixDryRun))
    return first.ok ? ok({ ...first.value, mended: [] }) : first;
  const { mended, jobs } = await mendFiles(first.value.jobs, sources, async () => {
    const again = await lintFiles(flags, context, sources, io);
    return again.ok ? again.value.jobs : [];
  });
  // A dry run tells what there is now, and shows beside it what would be mended.
  return ok({ ...first.value, mended, jobs: flags.fix ? jobs : first.value.jobs });
}

/** @returns the message for exit code 2 where a file cannot be written */
function writeMended(mended: readonly MendedFile[], io: Io): string | undefined {
  for (const { file, after } of mended) {
    try {
      writeFileSync(resolve(io.cwd, file), after);
    } catch (error) {
      return `phasegate: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`;
    }
  }
  return undefined;
}

async function diffOf(mended: readonly MendedFile[]): Promise<string> {
  const { fileDiff } = await import('../../report/unified-diff.ts');
  return mended.map(({ file, before, after }) => fileDiff(file, before, after)).join('');
}

function tellHiddenInfos({ flags, outputs, context }: Prepared, infos: number): void {
  const isText = outputs.some(({ format, file }) => format === 'text' && file === undefined);
  if (infos > 0 && isText && !flags.info && !flags.fixDryRun)
    context.note(`${counted(infos, 'info is', 'infos are')} not shown; --info prints them`);
}

async function allFindings(
  { jobs }: Linted,
  { context, outputs, flags }: Prepared,
): Promise<readonly LintFinding[]> {
  // Only the text shows source lines.
  const isText = outputs.some(({ format }) => format === 'text');
  const files = new Set(jobs.flatMap(({ job }) => [...job.texts.keys()]));
  const found = describeJobs(
    jobs,
    (file) => context.before?.texts.get(file),
    (severity) => isText && (flags.info || severity !== 'info'),
  );
  return [...found, ...(await configIgnoreFindings(context.settings, files, context.today))];
}

async function finish(linted: Linted, prepared: Prepared, io: Io): Promise<ExitCode> {
  const { flags, context, outputs } = prepared;
  const unwritable = flags.fixDryRun ? undefined : writeMended(linted.mended, io);
  if (unwritable !== undefined) return fail(io, unwritable);
  const all = await allFindings(linted, prepared);
  const judged = againstBaseline(all, prepared, io);
  if (!judged.ok) return fail(io, judged.error);
  const { findings, baselined } = judged.value;
  const result = lintResult(findings, linted.jobs, baselined, context.pack);
  const printed = flags.fixDryRun
    ? ok(await diffOf(linted.mended))
    : await writeLintOutputs(result, outputs, flags.info, io);
  if (!printed.ok) return fail(io, printed.error);
  const written = writeResult(printed.value, io);
  tellHiddenInfos(prepared, result.summary.infos);
  for (const problem of linted.problems) fail(io, problem);
  if (written !== 0 || linted.problems.length > 0) return 2;
  return isFailure(findings, prepared.failOn) ? 1 : 0;
}

/** `phasegate lint`: finds what is wrong in values before anything is rendered. */
export const lint: Command = async (argv, io) => {
  const flags = readLintFlags(argv);
  if (!flags.ok) return endUsage(flags.error, io);
  const prepared = await prepare(flags.value, io);
  if (!prepared.ok) return fail(io, prepared.error);
  const linted = await lintAndMend(prepared.value, io);
  return linted.ok ? finish(linted.value, prepared.value, io) : fail(io, linted.error);
};
