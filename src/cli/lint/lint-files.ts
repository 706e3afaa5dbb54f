import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { discoverValues } from '../../discover/discover-values.ts';
import { type Discovery, type FoundValues, readModeline } from '../../discover/found-values.ts';
import { brokenFinding, lintValues, type PlacedValues } from '../../lint/check-values.ts';
import type { RawFinding } from '../../lint/finding.ts';
import type { Reread } from '../../lint/fix-guard.ts';
import type { LintedValues } from '../../lint/lint-result.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { releaseValues } from '../../release/from-values.ts';
import { type ChartChoice, chartFor } from '../chart-version.ts';
import { mergeFiles, readValuesFiles } from '../inputs.ts';
import type { Io } from '../io.ts';
import { chartNamesOf, packOfChart, packOfKeys } from '../pack-of-values.ts';
import { setFlagsOf } from '../shared-options.ts';
import { lintsRelease } from './flags.ts';
import { fromChartOf, type LintRun } from './lint-run.ts';

/** What is linted on its own: one file, or one merged release. */
interface LintSource {
  /** The file that the config is asked about: the file itself, or the last -f. */
  readonly file: string;
  /** The text of each file that takes part, by its name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly content: Discovery;
  /** What it would hold if one of its files held another text. */
  readonly reread: (file: string, text: string) => Promise<Discovery>;
  /** Each of its values is of one of these; of the first, where nothing says its chart. */
  readonly packs: readonly ChartPack[];
}

/** What was found in one source. Its values are done with: 1,000 files are not held in memory as trees. */
export interface LintedSource extends Omit<LintSource, 'content' | 'packs' | 'reread'> {
  readonly findings: readonly RawFinding[];
  /** How many findings an ignore removed. */
  readonly ignored: number;
  readonly values: readonly LintedValues[];
}

export interface LintedSources {
  readonly sources: readonly LintedSource[];
  /** Messages about what could not be read, for exit code 2. */
  readonly problems: readonly string[];
}

/** The pack that a file's author or the config says it is of. */
const statedPack = (name: string, text: string, { settings }: LintRun): string | undefined =>
  readModeline(name, text).pack ?? settings.packOf(name);

/** Where the run leaves the pack out that values are said to be of. */
const ofAnother = (pack: string | undefined): Discovery => ({
  kind: 'other',
  what: `values of pack ${pack}, which this run does not use`,
});

const packsFor = (stated: string | undefined, { packs }: LintRun): readonly ChartPack[] =>
  stated === undefined ? packs : packs.filter(({ name }) => name === stated);

/** The pack of values that nothing names the chart of: the config's, the one they fit, or that of the release beside. */
function likelyPack(
  { values, chartBeside }: FoundValues,
  possible: readonly ChartPack[],
  { preferred }: LintRun,
): readonly ChartPack[] {
  const among = preferred && possible.includes(preferred) ? [preferred] : possible;
  const found = packOfKeys(values, among) ?? packOfChart(chartBeside, among);
  return found ? [found] : among.slice(0, 1);
}

function fileSource(file: string, text: string, run: LintRun): LintSource {
  const { flags, io, helm, inputs } = run;
  const name = file === '-' ? (flags.stdinFilename ?? '<stdin>') : file;
  const source = { file: name, texts: new Map([[name, text]]) };
  const stated = statedPack(name, text, run);
  const packs = packsFor(stated, run);
  if (packs.length === 0) {
    const content = ofAnother(stated);
    return { ...source, packs, content, reread: async () => content };
  }
  const given = { name, path: resolve(io.cwd, name), text, ...(stated !== undefined && { pack: stated }) };
  const discover = (charts: readonly string[], other = text): Discovery =>
    discoverValues({ ...given, text: other }, charts, helm, inputs.fileSystem);
  const charts = chartNamesOf(packs);
  const content = discover(charts);
  const rereadOf =
    (names: readonly string[]): LintSource['reread'] =>
    async (_, other) =>
      discover(names, other);
  const plain =
    content.kind === 'values' ? content.values.find(({ chartName }) => chartName === undefined) : undefined;
  if (plain === undefined || charts.length === 1)
    return { ...source, packs, content, reread: rereadOf(charts) };
  // Which version is near depends on the chart.
  const likely = likelyPack(plain, packs, run);
  const names = chartNamesOf(likely).slice(0, 1);
  return { ...source, packs: likely, content: discover(names), reread: rereadOf(names) };
}

/** The merged release of -f and --set. @throws EarlyExit if a file cannot be read */
async function releaseSource(run: LintRun): Promise<LintSource> {
  const { flags, io, inputs, helm } = run;
  const texts = readValuesFiles(flags.values, inputs);
  const setFlags = setFlagsOf(flags);
  const file = flags.values.at(-1) ?? '';
  const name = [...flags.values, ...(setFlags.length > 0 ? ['--set'] : [])].join(' + ');
  const contentOf = async (given: ReadonlyMap<string, string>): Promise<Discovery> => {
    const merged = await mergeFiles({ files: flags.values, setFlags, helm }, given, io);
    if (!merged.ok) return { kind: 'broken', error: merged.error };
    return { kind: 'values', values: [{ name, file, prefix: [], ...merged.value }] };
  };
  const content = await contentOf(texts);
  const reread: LintSource['reread'] = (changed, text) => contentOf(new Map(texts).set(changed, text));
  const stated = [...texts].map(([name, text]) => statedPack(name, text, run)).findLast((one) => one);
  const packs = packsFor(stated, run);
  if (content.kind !== 'values') return { file, texts, packs, content, reread };
  const [values] = content.values;
  if (packs.length === 0 || values === undefined)
    return { file, texts, packs, content: ofAnother(stated), reread };
  return { file, texts, content, packs: likelyPack(values, packs, run), reread };
}

/** @throws EarlyExit if --chart-version is not a version */
function chartOf({ file }: LintSource, values: FoundValues, pack: ChartPack, run: LintRun): ChartChoice {
  const { settings, flags, note } = run;
  const chosen = chartFor(flags.chartVersion, values, file, settings, pack.charts[0].versions);
  if (chosen.note !== undefined) note(chosen.note);
  return chosen;
}

/** Values, and what they are judged by. */
interface Choice {
  readonly values: FoundValues;
  readonly pack: ChartPack;
  readonly fromChart: string | undefined;
  readonly chart: ChartChoice;
}

function choiceFor(source: LintSource, values: FoundValues, run: LintRun): Choice {
  const pack = packOfChart(values.chartName, source.packs) ?? source.packs[0];
  if (pack === undefined) throw new Error(`no pack for ${values.name}`);
  const fromChart = fromChartOf(pack, run);
  return { values, pack, fromChart, chart: chartOf(source, values, pack, run) };
}

function placed(
  { values, pack, fromChart, chart: { version, appVersion } }: Choice,
  reread: Reread,
  textOf: (file: string) => string,
  { helm, before, ownSchema }: LintRun,
): PlacedValues {
  const { values: user } = values;
  const changes = fromChart !== undefined || before !== undefined;
  const input = {
    user,
    chart: version,
    helm,
    textOf,
    ...(appVersion !== undefined && { appVersion }),
    ...(changes && { before: { user: before?.values ?? user, chart: fromChart ?? version } }),
  };
  return {
    release: releaseValues(input, pack),
    duplicates: values.duplicates,
    prefix: values.prefix,
    pack,
    reread,
    ...(ownSchema && { ownSchema }),
  };
}

/** The same of the values that a source holds, by their place among them. */
const rereadAt =
  (index: number, { reread }: LintSource): Reread =>
  async (file, text) => {
    const content = await reread(file, text);
    return content.kind === 'values' ? content.values[index]?.values : undefined;
  };

async function lintFound(
  source: LintSource,
  all: readonly FoundValues[],
  run: LintRun,
): Promise<LintedSource> {
  const { file, texts } = source;
  const { before, names, today } = run;
  const files = [...texts.keys()];
  const choices = all.map((values) => choiceFor(source, values, run));
  const textOf = (name: string): string => texts.get(name) ?? before?.texts.get(name) ?? '';
  const found = await lintValues(
    choices.map((choice, index) => placed(choice, rereadAt(index, source), textOf, run)),
    files,
    run.settings.rulesOf(file, names),
    { textOf, names, today },
  );
  const findings = found.findings.filter(
    (finding) => run.configIgnores.reasonFor(finding, [file], names) === undefined,
  );
  return {
    file,
    texts,
    findings,
    ignored: found.ignored + found.findings.length - findings.length,
    values: choices.map(({ values: { name }, pack, chart }) => ({
      name,
      files,
      pack: pack.name,
      chart: chart.version,
      chartSource: chart.source,
    })),
  };
}

async function lintSource(source: LintSource, run: LintRun): Promise<LintedSource> {
  const { file, texts, content } = source;
  if (content.kind === 'values') return lintFound(source, content.values, run);
  if (content.kind === 'other') run.note(`${file} holds ${content.what}; skipped`);
  const findings =
    content.kind === 'broken' ? [brokenFinding(content.error, (name) => texts.get(name) ?? '')] : [];
  return { file, texts, findings, ignored: 0, values: [] };
}

interface FoundFiles {
  readonly files: readonly string[];
  /** Messages for exit code 2. */
  readonly problems: readonly string[];
}

const GLOB = /[*?[\]{}!]/;

function kindOf(path: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

async function expand(pattern: string, io: Io): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, {
    cwd: io.cwd,
    expandDirectories: false,
    ignore: ['**/node_modules/**'],
  });
  return found.toSorted();
}

async function find(word: string, io: Io): Promise<FoundFiles> {
  if (word === '-') return { files: [word], problems: [] };
  const kind = kindOf(resolve(io.cwd, word));
  if (kind === 'file') return { files: [word], problems: [] };
  if (kind === 'folder') {
    const problem = `phasegate: ${word} is a directory; give files, or a glob such as '${word.replace(/\/$/, '')}/**/values*.yaml'`;
    return { files: [], problems: [problem] };
  }
  if (!GLOB.test(word)) return { files: [], problems: [`phasegate: ${word}: no such file`] };
  const files = await expand(word, io);
  return { files, problems: files.length > 0 ? [] : [`phasegate: no file matches ${word}`] };
}

/** The files that words of a command line mean: names, globs and `-`, each file once. */
async function findFiles(words: readonly string[], io: Io): Promise<FoundFiles> {
  const found = await Promise.all(words.map((word) => find(word, io)));
  return {
    files: [...new Set(found.flatMap(({ files }) => files))],
    problems: found.flatMap(({ problems }) => problems),
  };
}

/** Lints every file on its own, or the one merged release. Files that cannot be read do not keep others from it. */
export async function lintFiles(run: LintRun): Promise<LintedSources> {
  if (lintsRelease(run.flags))
    return { sources: [await lintSource(await releaseSource(run), run)], problems: [] };
  const { files, problems } = await findFiles(run.flags.files, run.io);
  const sources: LintedSource[] = [];
  const unread = [...problems];
  for (const file of files) {
    const text = run.inputs.read(file);
    if (text.ok) sources.push(await lintSource(fileSource(file, text.value, run), run));
    else unread.push(`phasegate: ${file === '-' ? 'standard input' : file}: ${text.error}`);
  }
  return { sources, problems: unread };
}
