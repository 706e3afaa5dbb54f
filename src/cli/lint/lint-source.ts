import { relative, resolve } from 'node:path';
import { belowKey, discoverValues } from '../../discover/discover-values.ts';
import {
  type Discovery,
  type FileSystem,
  type FoundValues,
  readModeline,
} from '../../discover/found-values.ts';
import { isNamedByRelease } from '../../discover/named-values.ts';
import { either } from '../../english.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { mergeFiles, readValuesFiles } from '../inputs.ts';
import {
  chartNamesOf,
  knowsAll,
  packOfChart,
  packOfValues,
  resembles,
  signKeysOf,
  signsOf,
  tellingNamesOf,
  umbrellaKey,
} from '../pack-of-values.ts';
import { setFlagsOf } from '../shared-options.ts';
import { whoseValues } from '../whose-values.ts';
import type { LintRun } from './lint-run.ts';

/** What is linted on its own: one file, or one merged release. */
export interface LintSource {
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
  { values, chartBeside, chartName }: Pick<FoundValues, 'values' | 'chartBeside' | 'chartName'>,
  possible: readonly ChartPack[],
  { preferred }: Pick<LintRun, 'preferred'>,
): readonly ChartPack[] {
  const named = packOfChart(chartName, possible);
  if (named) return [named];
  const among = preferred && possible.includes(preferred) ? [preferred] : possible;
  const found = packOfValues(values, among) ?? packOfChart(chartBeside, among);
  return found ? [found] : among.slice(0, 1);
}

/** Whether a flag says of the run that it is about a chart of the packs. */
const isAsked = ({ flags, before }: LintRun): boolean =>
  flags.chartVersion !== undefined || flags.fromChartVersion !== undefined || before !== undefined;

/**
 * Whether a file outside of any repository is meant, whose path says nothing: few files are linted at once there. Keys that
 * many charts have, such as `ingress`, are not enough; a chart that tells no signs of its own is not told apart from others.
 */
const isMeant = ({ values: { entries } }: FoundValues, pack: ChartPack, run: LintRun): boolean =>
  isAsked(run) ||
  run.preferred === pack ||
  entries.size === 0 ||
  pack.charts.some(({ signs }) => signs === undefined) ||
  chartNamesOf([pack]).some((name) => entries.get(name)?.kind === 'map');

/** Whether values that nothing names the chart of are the pack's after all. */
function isOfPack(found: FoundValues, pack: ChartPack | undefined, path: string, run: LintRun): boolean {
  const { values, own, isLikely = false, isInRepository = false } = found;
  const likeness = pack ? resembles(own ?? values, pack) : 'no';
  if (pack === undefined || likeness === 'yes') return likeness === 'yes';
  if (own) return isLikely && likeness === 'perhaps' && knowsAll(own, pack);
  if (!isLikely && (isInRepository || !isMeant(found, pack, run))) return false;
  if (run.preferred === pack) return true;
  // In a repository a file of the right path may still be of a neighbour.
  const isOthers =
    isInRepository && (!knowsAll(values, pack) || isNamedByRelease(path, run.inputs.fileSystem, run.helm));
  return likeness === 'perhaps' && !isOthers;
}

const notTheirs = (packs: readonly ChartPack[]): Discovery => ({
  kind: 'other',
  what: `no values of ${either(chartNamesOf(packs))} by its keys (--pack lints it all the same)`,
});

/** Whether a text that is no YAML has a key that shows whose values it would hold. */
const isLikelyBroken = (text: string, packs: readonly ChartPack[]): boolean =>
  signsOf(packs).some((path) =>
    path.every((key, depth) => new RegExp(`^${depth === 0 ? '' : '[ \\t]+'}${key}[ \\t]*:`, 'm').test(text)),
  );

const unreadable = ({ error }: Extract<Discovery, { kind: 'broken' }>): Discovery => ({
  kind: 'other',
  what: `no YAML that Helm reads (line ${error.line ?? 1}), and nothing says whose values they are`,
});

/** What a file holds, and the packs that it may be of. */
type Looked = Pick<LintSource, 'content' | 'packs'>;

function look(name: string, text: string, around: FileSystem, run: LintRun): Looked {
  const { flags, io, helm } = run;
  const stated = statedPack(name, text, run);
  const isStated = stated !== undefined || flags.pack !== undefined;
  const packs = packsFor(stated, run);
  if (packs.length === 0) return { packs, content: ofAnother(stated) };
  const given = {
    name,
    path: resolve(io.cwd, name),
    text,
    ...(stated !== undefined && { pack: stated }),
    ...(!isStated && { keys: signKeysOf(packs), tellingNames: tellingNamesOf(packs) }),
    layers: run.settings.layersOf(name),
  };
  for (const missing of given.layers.flat().filter((one) => around.read(one) === undefined))
    run.note(
      `lint.layers names ${relative(io.cwd, missing)}, which cannot be read: what it sets is unknown; correct the path in ${run.settings.loaded?.file}`,
    );
  const discover = (charts: readonly string[]): Discovery => discoverValues(given, charts, helm, around);
  const charts = chartNamesOf(packs);
  const content = discover(charts);
  if (content.kind === 'broken' && !content.isClaimed && !isStated)
    return { packs, content: isLikelyBroken(text, packs) ? content : unreadable(content) };
  if (content.kind !== 'values') return { packs, content };
  const plain = content.values.find(({ chartName, own }) => chartName === undefined || own);
  if (plain === undefined) return { packs, content };
  const key = plain.own ? undefined : umbrellaKey(plain.values, packs);
  if (key !== undefined)
    return { packs, content: { ...content, values: content.values.map((one) => belowKey(one, key)) } };
  const likely = likelyPack(plain, packs, run);
  if (!isStated && given.layers.length === 0 && !isOfPack(plain, likely[0], given.path, run))
    return { packs, content: notTheirs(packs) };
  if (charts.length === 1) return { packs, content };
  // Which version is near depends on the chart.
  return { packs: likely, content: discover(chartNamesOf(likely).slice(0, 1)) };
}

/** The surroundings with another text in one file. */
const withText = ({ read, list }: FileSystem, path: string, text: string): FileSystem => ({
  read: (one) => (one === path ? text : read(one)),
  list,
});

/** A file with all that it takes part in. @param file its name, or `-` */
export function fileSource(file: string, text: string, run: LintRun): LintSource {
  const { flags, io, inputs } = run;
  const name = file === '-' ? (flags.stdinFilename ?? '<stdin>') : file;
  const reread: LintSource['reread'] = async (changed, other) => {
    const around = withText(inputs.fileSystem, resolve(io.cwd, changed), other);
    return look(name, changed === name ? other : text, around, run).content;
  };
  return { file: name, texts: new Map([[name, text]]), reread, ...look(name, text, inputs.fileSystem, run) };
}

/** The merged release of -f and --set. @throws EarlyExit if a file cannot be read */
export async function releaseSource(run: LintRun): Promise<LintSource> {
  const { flags, io, inputs, helm } = run;
  const texts = readValuesFiles(flags.values, inputs);
  const setFlags = setFlagsOf(flags);
  const file = flags.values.at(-1) ?? '';
  const stated = [...texts].map(([name, text]) => statedPack(name, text, run)).findLast((one) => one);
  const packs = packsFor(stated, run);
  const contentOf = async (given: ReadonlyMap<string, string>): Promise<Discovery> => {
    const merged = await mergeFiles({ files: flags.values, setFlags, helm }, given, io);
    if (!merged.ok) return { kind: 'broken', error: merged.error, isClaimed: true };
    if (packs.length === 0) return ofAnother(stated);
    const whose = { ...merged.value, texts: given, files: flags.values, setFlags };
    return whoseValues(whose, packs, helm, { inputs, io });
  };
  const content = await contentOf(texts);
  const reread: LintSource['reread'] = (changed, text) => contentOf(new Map(texts).set(changed, text));
  const plain =
    content.kind === 'values' ? content.values.find(({ chartName }) => chartName === undefined) : undefined;
  return { file, texts, content, reread, packs: plain ? likelyPack(plain, packs, run) : packs };
}
