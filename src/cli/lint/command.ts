import { counted } from '../../english.ts';
import { applyFixes } from '../../lint/apply-fixes.ts';
import { type Fix, showPath } from '../../lint/finding.ts';
import { type LintFinding, type LintResult, summaryOf } from '../../lint/lint-result.ts';
import { shownRules } from '../../lint/rule-names.ts';
import { FindingDescriber, inOrder } from '../../report/lint/describe.ts';
import { LINT_FORMATS } from '../../report/lint/index.ts';
import { ruleInfo } from '../../report/lint/rule-docs.ts';
import { VERSION } from '../../version.ts';
import { againstBaseline } from '../baseline.ts';
import type { Ending } from '../exit-code.ts';
import type { Inputs } from '../inputs.ts';
import type { Command } from '../io.ts';
import { printFailure, printResult, writeFile, writeOutputs } from '../outputs.ts';
import { pathsFor, resultBy } from '../repository-paths.ts';
import { readLintFlags } from './flags.ts';
import { type LintedSource, type LintedSources, lintFiles } from './lint-files.ts';
import { isFailure, type LintRun, startLintRun } from './lint-run.ts';

/** A file before and after its fixes. */
interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly what: readonly string[];
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

/** What fixes did, a line each: `architecture.storage.v1 [pack/rule]`. */
function whatWasFixed(sources: readonly LintedSource[], applied: readonly Fix[]): readonly string[] {
  const mended = sources
    .flatMap(({ findings }) => findings)
    .filter(({ fix }) => fix && applied.includes(fix));
  return mended.map(({ path, ruleId }) => `${showPath(path)} [${ruleId}]`);
}

function fixOnce(sources: readonly LintedSource[], inputs: Inputs, fixed: Map<string, FixedFile>): boolean {
  let isChanged = false;
  for (const [file, fixes] of fixesByFile(sources)) {
    const text = sources.find(({ texts }) => texts.has(file))?.texts.get(file) ?? '';
    const { text: after, fixes: applied } = applyFixes(text, fixes);
    if (after !== text) {
      inputs.replace(file, after);
      const { before, what } = fixed.get(file) ?? { before: text, what: [] };
      fixed.set(file, { file, before, after, what: [...what, ...whatWasFixed(sources, applied)] });
      isChanged = true;
    }
  }
  return isChanged;
}

/** Applies the fixes of a run and lints again, until there is nothing left to fix. Nothing is written. */
async function fixFiles(
  first: readonly LintedSource[],
  run: LintRun,
): Promise<{ readonly fixed: readonly FixedFile[]; readonly sources: readonly LintedSource[] }> {
  const fixed = new Map<string, FixedFile>();
  let sources = first;
  for (let round = 0; round < ROUNDS && fixOnce(sources, run.inputs, fixed); round++)
    sources = (await lintFiles(run)).sources;
  return { fixed: [...fixed.values()], sources };
}

/** Every finding with its text and place, in the order they are shown; those about the config's ignores last. */
async function describedFindings(
  sources: readonly LintedSource[],
  { flags, outputs, before, configIgnores }: LintRun,
): Promise<readonly LintFinding[]> {
  // Only the text shows source lines.
  const isText = outputs.some(({ format }) => format === 'text');
  const showsSource = (severity: LintFinding['severity']): boolean =>
    isText && (flags.info || severity !== 'info');
  const findings = sources.flatMap(({ file, texts, findings: raw }) => {
    const textOf = (name: string): string => texts.get(name) ?? before?.texts.get(name) ?? '';
    const describer = new FindingDescriber(textOf, showsSource);
    return raw.map((finding) => describer.describe(finding, file));
  });
  // Of another layer that was only read, other releases may need the ignore.
  const files = new Set(flags.values.length > 0 ? flags.values : sources.map(({ file }) => file));
  return [...findings.toSorted(inOrder), ...(await configIgnores.findings(files))];
}

/** The files that hold values, readable or not; those that were passed over hold none. */
const lintedFiles = (sources: readonly LintedSource[]): readonly string[] =>
  sources
    .filter(({ values, findings }) => values.length > 0 || findings.length > 0)
    .flatMap(({ texts }) => [...texts.keys()]);

/** Everything that the formats print. */
function lintResult(
  findings: readonly LintFinding[],
  sources: readonly LintedSource[],
  baselined: number,
  { packs }: LintRun,
): LintResult {
  const used = new Set(findings.map(({ ruleId }) => ruleId));
  return {
    version: VERSION,
    findings,
    values: sources.flatMap(({ values }) => values),
    rules: shownRules(packs)
      .filter(({ ruleId }) => used.has(ruleId))
      .map(ruleInfo),
    summary: summaryOf(findings, {
      files: new Set(lintedFiles(sources)).size,
      baselined,
      ignored: sources.reduce((sum, { ignored }) => sum + ignored, 0),
    }),
  };
}

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
    async (format, paint) => {
      const shown = format === 'text' && !flags.info ? withoutInfos(result) : result;
      return (await LINT_FORMATS[format]())(resultBy(pathsFor(format, io), shown), paint);
    },
    io,
  );
}

/** Whoever asks for all that there is to be said hears that there is nothing. */
function noteClean({ flags, outputs, note }: LintRun, { findings, values, summary }: LintResult): void {
  const isText = outputs.some(({ format, file }) => format === 'text' && file === undefined);
  if (findings.length > 0 || !isText || !flags.info || flags.fixDryRun) return;
  const charts = new Set(values.map(({ pack, chart }) => `${pack} ${chart}`));
  const what = summary.baselined > 0 ? 'nothing found beyond the baseline' : 'nothing found';
  note(
    values.length === 0
      ? `${what}, as no file holds values that are linted`
      : `${what} in ${counted(values.length, 'set')} of values (${[...charts].join(', ')})`,
  );
}

function noteHiddenInfos({ flags, outputs, note }: LintRun, infos: number): void {
  const isText = outputs.some(({ format, file }) => format === 'text' && file === undefined);
  if (infos > 0 && isText && !flags.info && !flags.fixDryRun)
    note(`${counted(infos, 'info is', 'infos are')} hidden; --info shows them`);
}

async function finish({ sources, problems, fixed }: Linted, run: LintRun): Promise<Ending> {
  const { flags, io } = run;
  if (!flags.fixDryRun)
    for (const { file, after, what } of fixed) {
      writeFile(file, after, io);
      for (const one of what) run.note(`fixed in ${file}: ${one}`);
    }
  const { findings, baselined } = againstBaseline(await describedFindings(sources, run), sources, run);
  const result = lintResult(findings, sources, baselined, run);
  const printed = flags.fixDryRun ? await diffOf(fixed) : await printedResult(result, run);
  const ending = printResult(printed, io, isFailure(findings, run) ? 'refused' : 'done');
  noteHiddenInfos(run, result.summary.infos);
  noteClean(run, result);
  for (const problem of problems) printFailure(io, problem);
  return problems.length > 0 ? 'unusable input' : ending;
}

/** `phasegate lint`: finds mistakes in values before anything is rendered. */
export const lint: Command = async (argv, io, packs) => {
  const run = await startLintRun(readLintFlags(argv), io, packs);
  return finish(await lintAndFix(run), run);
};
