import { compareVersions } from '../../chart/versions.ts';
import type { FoundValues } from '../../discover/found-values.ts';
import { lazyByText } from '../../lazy.ts';
import { RANK, type RawFinding } from '../../lint/finding.ts';
import type { Reread } from '../../lint/fix-guard.ts';
import type { LintedValues } from '../../lint/lint-result.ts';
import { brokenFinding, lintValues, type PlacedValues } from '../../lint/lint-values.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { type ReleaseValues, releaseValues } from '../../release/from-values.ts';
import type { MapNode } from '../../values/tree.ts';
import { type ChartChoice, chartFor } from '../chart-version.ts';
import type { Io } from '../io.ts';
import { packOfChart } from '../pack-of-values.ts';
import { realPath } from '../repository-paths.ts';
import { alternativesTo } from './alternatives.ts';
import { findFiles } from './find-files.ts';
import { lintsRelease } from './flags.ts';
import { fromChartOf, type LintRun } from './lint-run.ts';
import { fileSource, type LintSource, releaseSource } from './lint-source.ts';
import { notePassedOver, noteUncertain, type PassedOver, type Uncertainty } from './notes.ts';

/** What was found in one source. Its values are done with: 1,000 files are not held in memory as trees. */
export interface LintedSource extends Omit<LintSource, 'content' | 'packs' | 'reread'> {
  readonly findings: readonly RawFinding[];
  /** How many findings an ignore removed. */
  readonly ignored: number;
  /** What is not known of it, where it holds values. */
  readonly unknown?: Omit<Uncertainty, 'count'>;
  readonly values: readonly LintedValues[];
}

export interface LintedSources {
  readonly sources: readonly LintedSource[];
  /** Messages about what could not be read, for exit code 2. */
  readonly problems: readonly string[];
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

/** An upgrade goes to a newer chart. */
const after = (candidates: readonly string[], fromChart: string | undefined): readonly string[] =>
  fromChart === undefined ? candidates : candidates.filter((one) => compareVersions(one, fromChart) > 0);

/** Whether one object names all layers of a release, and each was read. */
const isWholeRelease = ({ chartName, below, unread, texts }: FoundValues): boolean =>
  chartName !== undefined &&
  below === undefined &&
  unread.length === 0 &&
  // Flux or envsubst may still fill something in.
  ![...texts.values()].some((text) => text.includes('${'));

function placed(
  { values, pack, fromChart, chart }: Choice,
  reread: Reread,
  textOf: (file: string) => string,
  { flags, helm, before, ownSchema }: LintRun,
): PlacedValues {
  const { version, appVersion } = chart;
  const changes = fromChart !== undefined || before !== undefined;
  const { defaults } = values;
  const defaultsBefore = before?.defaults ?? defaults;
  const releaseOf = (user: MapNode, of: string): ReleaseValues =>
    releaseValues(
      {
        user,
        chart: of,
        helm,
        textOf,
        isWhole: lintsRelease(flags) || isWholeRelease(values),
        ...(values.release !== undefined && { release: values.release }),
        ...(values.namespace !== undefined && { namespace: values.namespace }),
        ...(appVersion !== undefined && { appVersion }),
        ...(defaults && { defaults }),
        ...(changes && {
          before: {
            user: before?.values ?? user,
            chart: fromChart ?? of,
            ...(defaultsBefore && fromChart === undefined && { defaults: defaultsBefore }),
          },
        }),
      },
      pack,
    );
  return {
    release: releaseOf(values.values, version),
    duplicates: values.duplicates,
    ...(values.below && { below: values.below }),
    prefix: values.prefix,
    parts: values.parts,
    pack,
    reread,
    ...(values.isFilledIn && { isFilledIn: true }),
    ...(values.element !== undefined && { element: values.element }),
    ...(defaults && { ownDefaults: defaults }),
    ...(values.ownNulls && { ownNulls: values.ownNulls }),
    ...(values.ignored && { ignored: values.ignored }),
    ...(values.readByHelm && { readByHelm: values.readByHelm }),
    alternatives: async (paths) => {
      const kept = { ...chart, candidates: after(chart.candidates, fromChart) };
      // What -f and --set give, or a plain file holds, goes to Helm as it is.
      const isFinal = lintsRelease(flags) || values.chartName === undefined;
      const others = await alternativesTo(values, kept, pack, { paths, isFinal });
      return others.map((one) => releaseOf(one.values, one.version));
    },
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

/** Whether a finding is told where a file is linted: its own, and errors of the release that it takes part in. */
const isTold = ({ location, severity }: RawFinding, { file, texts }: LintSource): boolean =>
  location.kind !== 'file' || texts.size > 1 || location.file === file || severity === 'error';

const fileOf = ({ location }: RawFinding, file: string): string =>
  location.kind === 'file' ? location.file : file;

async function lintFound(
  source: LintSource,
  all: readonly FoundValues[],
  run: LintRun,
): Promise<LintedSource> {
  const { file } = source;
  const { before, names, today } = run;
  const texts = new Map([...all.flatMap((values) => [...values.texts]), ...source.texts]);
  const choices = all.map((values) => choiceFor(source, values, run));
  const textOf = (name: string): string => texts.get(name) ?? before?.texts.get(name) ?? '';
  const found = await lintValues(
    choices.map((choice, index) => placed(choice, rereadAt(index, source), textOf, run)),
    [...texts.keys()],
    run.settings.rulesOf(file, names),
    { textOf, names, today },
  );
  const told = found.findings.filter((finding) => isTold(finding, source));
  const findings = told.filter(
    (finding) => run.configIgnores.reasonFor(finding, [fileOf(finding, file)], names) === undefined,
  );
  return {
    file,
    texts,
    findings,
    ignored: found.ignored + told.length - findings.length,
    ...unknownOf(choices),
    values: choices.map(({ values: { name, unread, below }, pack, chart }) => ({
      name,
      files: [...texts.keys()],
      pack: pack.name,
      chart: chart.version,
      chartSource: chart.source,
      ...(below !== undefined && { below: below.join('.') }),
      ...(chart.candidates.length > 0 && { chartIsGuessed: true }),
      ...(unread.length > 0 && { unread }),
    })),
  };
}

function unknownOf([choice]: readonly Choice[]): Pick<LintedSource, 'unknown'> {
  if (choice === undefined) return {};
  const { values, chart } = choice;
  const { name, unread, isKnownByKeys = false } = values;
  const isChartGuessed = chart.candidates.length > 0;
  return { unknown: { name, unread, isChartGuessed, isKnownByKeys, chart: chart.version } };
}

/** What is not known of sources, where findings depend on it. */
const uncertaintyOf = (sources: readonly LintedSource[]): readonly Uncertainty[] =>
  sources.flatMap(({ unknown, findings }) => {
    const count = findings.filter(({ isUncertain }) => isUncertain).length;
    return count === 0 || unknown === undefined ? [] : [{ ...unknown, count }];
  });

async function lintSource(source: LintSource, run: LintRun): Promise<LintedSource> {
  const { file, texts, content } = source;
  if (content.kind === 'values') return lintFound(source, content.values, run);
  const findings =
    content.kind === 'broken' ? [brokenFinding(content.error, (name) => texts.get(name) ?? '')] : [];
  return { file, texts, findings, ignored: 0, values: [] };
}

const passedOver = ({ file, content }: LintSource): readonly PassedOver[] =>
  content.kind === 'other' ? [{ ...content, file }] : [];

/** The more severe of two that say the same; of two alike, the one that knows which releases have it. */
const worseOf = (one: RawFinding, other: RawFinding): RawFinding =>
  RANK[other.severity] > RANK[one.severity] ||
  (RANK[other.severity] === RANK[one.severity] && other.elements && !one.elements)
    ? other
    : one;

/**
 * Files of one release find its mistakes each, and a file may be given by two names, of which one is a link; every mistake
 * is told at the first of them. A file may know less of the release than another one does, so the most severe counts: the
 * order of the files must not decide whether a run fails.
 */
function toldOnce(sources: readonly LintedSource[], io: Io): readonly LintedSource[] {
  const fileOf = lazyByText((name) => realPath(name, io));
  const keyOf = ({ ruleId, location, message }: RawFinding): string | undefined =>
    location.kind === 'file'
      ? JSON.stringify([ruleId, { ...location, file: fileOf(location.file) }, message.what])
      : undefined;
  const worst = new Map<string, RawFinding>();
  for (const finding of sources.flatMap(({ findings }) => findings)) {
    const key = keyOf(finding);
    const known = key === undefined ? undefined : worst.get(key);
    if (key !== undefined) worst.set(key, known ? worseOf(known, finding) : finding);
  }
  return sources.map((source) => {
    const findings = source.findings.flatMap((finding) => {
      const key = keyOf(finding);
      if (key === undefined) return [finding];
      const told = worst.get(key);
      worst.delete(key);
      return told ? [{ ...told, location: finding.location }] : [];
    });
    return { ...source, findings };
  });
}

/** Lints every file on its own, or the one merged release. Files that cannot be read do not keep others from it. */
export async function lintFiles(run: LintRun): Promise<LintedSources> {
  if (lintsRelease(run.flags)) {
    const source = await releaseSource(run);
    notePassedOver(passedOver(source), run);
    const linted = await lintSource(source, run);
    noteUncertain(uncertaintyOf([linted]), run);
    return { sources: [linted], problems: [] };
  }
  const { files, problems } = await findFiles(run.flags.files, run.io);
  const sources: LintedSource[] = [];
  const unread = [...problems];
  const skipped: PassedOver[] = [];
  for (const file of files) {
    const text = run.inputs.read(file);
    if (text.ok) {
      const source = fileSource(file, text.value, run);
      skipped.push(...passedOver(source));
      sources.push(await lintSource(source, run));
    } else unread.push(`phasegate: ${file === '-' ? 'standard input' : file}: ${text.error}`);
  }
  notePassedOver(skipped, run);
  const told = toldOnce(sources, run.io);
  noteUncertain(uncertaintyOf(told), run);
  return { sources: told, problems: unread };
}
