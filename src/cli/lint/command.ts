import { counted } from '../../english.ts';
import type { LintResult } from '../../lint/lint-result.ts';
import { LINT_FORMATS } from '../../report/lint/index.ts';
import { againstBaseline } from '../baseline.ts';
import type { Ending } from '../exit-code.ts';
import type { Command } from '../io.ts';
import { printFailure, printResult, writeFile, writeOutputs } from '../outputs.ts';
import { type FixedFile, fixFiles } from './fix-files.ts';
import { readLintFlags } from './flags.ts';
import { type LintedSources, lintFiles } from './lint-files.ts';
import { isFailure, type LintRun, startLintRun } from './lint-run.ts';
import { describedFindings, lintResult } from './result.ts';

interface Linted extends LintedSources {
  readonly fixed: readonly FixedFile[];
}

async function lintAndFix(run: LintRun): Promise<Linted> {
  const first = await lintFiles(run);
  if (!run.flags.fix && !run.flags.fixDryRun) return { ...first, fixed: [] };
  const { fixed, sources } = await fixFiles(first.sources, run);
  // A dry run reports what there is now, and shows what would be fixed.
  return { ...first, fixed, sources: run.flags.fix ? sources : first.sources };
}

async function diffOf(fixed: readonly FixedFile[]): Promise<string> {
  const { fileDiff } = await import('../../report/unified-diff.ts');
  return fixed.map(({ file, before, after }) => fileDiff(file, before, after)).join('');
}

/** For people infos are left out until they are asked for: a file that is fine prints nothing. */
const withoutInfos = (result: LintResult): LintResult => ({
  ...result,
  findings: result.findings.filter(({ severity }) => severity !== 'info'),
});

function printedResult(result: LintResult, { flags, outputs, io }: LintRun): Promise<string> {
  return writeOutputs(
    outputs,
    async (format, paint) =>
      (await LINT_FORMATS[format]())(format === 'text' && !flags.info ? withoutInfos(result) : result, paint),
    io,
  );
}

function noteHiddenInfos({ flags, outputs, note }: LintRun, infos: number): void {
  const isText = outputs.some(({ format, file }) => format === 'text' && file === undefined);
  if (infos > 0 && isText && !flags.info && !flags.fixDryRun)
    note(`${counted(infos, 'info is', 'infos are')} hidden; --info shows them`);
}

async function finish({ sources, problems, fixed }: Linted, run: LintRun): Promise<Ending> {
  const { flags, io } = run;
  if (!flags.fixDryRun) for (const { file, after } of fixed) writeFile(file, after, io);
  const { findings, baselined } = againstBaseline(await describedFindings(sources, run), run);
  const result = lintResult(findings, sources, baselined, run);
  const printed = flags.fixDryRun ? await diffOf(fixed) : await printedResult(result, run);
  const ending = printResult(printed, io, isFailure(findings, run) ? 'refused' : 'done');
  noteHiddenInfos(run, result.summary.infos);
  for (const problem of problems) printFailure(io, problem);
  return problems.length > 0 ? 'unusable input' : ending;
}

/** `phasegate lint`: finds mistakes in values before anything is rendered. */
export const lint: Command = async (argv, io, packs) => {
  const run = await startLintRun(readLintFlags(argv), io, packs);
  return finish(await lintAndFix(run), run);
};
