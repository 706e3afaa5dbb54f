import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { booleanOption, DEBUG, type FlagsOf, usageError } from '../../command-line.ts';
import { CONFIG_NAME } from '../../config/read-config.ts';
import { discoverValues } from '../../discover/discover-values.ts';
import { type FoundValues, readModeline } from '../../discover/found-values.ts';
import { EarlyExit } from '../../early-exit.ts';
import { either } from '../../english.ts';
import type { Pack } from '../../pack.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { chartFor } from '../chart-version.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { Inputs, loadConfig, readTextOf } from '../inputs.ts';
import type { Command, Io } from '../io.ts';
import { printResult, writeFile } from '../outputs.ts';
import { chartNamesOf, chartPacks, chartShown, packOfChart } from '../pack-of-values.ts';
import { CONFIG_OPTIONS } from '../shared-options.ts';
import { withHook } from './pre-commit.ts';

/** A file that holds values of a pack's chart. */
interface FoundValuesFile {
  readonly file: string;
  readonly pack: string;
  /** The chart's version. */
  readonly chart: string;
  /** Where the version was read, in words. */
  readonly source: string;
  readonly isCertain: boolean;
}

const IGNORED = ['**/node_modules/**', '**/.git/**'];

/** Whether a file is of a chart that another chart has unpacked for its dependency. */
const isVendored = (file: string, { cwd }: Io): boolean => {
  const [, above] = /^(.*?)(?:^|\/)charts\/[^/]+\//.exec(file) ?? [];
  return above !== undefined && existsSync(resolve(cwd, above, 'Chart.yaml'));
};

/** The chart of values about which something near says the version, or which show it themselves. */
function chartOf(values: FoundValues, packs: readonly ChartPack[]): string | undefined {
  const shown = chartShown(values.values, packs)?.name;
  const isFound = values.chart !== undefined || shown !== undefined;
  return isFound ? (values.chartName ?? shown ?? values.chartBeside ?? chartNamesOf(packs)[0]) : undefined;
}

function valuesFile(
  file: string,
  known: readonly ChartPack[],
  inputs: Inputs,
  io: Io,
): FoundValuesFile | undefined {
  const text = inputs.read(file);
  if (!text.ok) return undefined;
  const stated = readModeline(file, text.value).pack;
  const packs = known.filter(({ name }) => stated === undefined || name === stated);
  const names = chartNamesOf(packs);
  if (!names.some((name) => text.value.includes(name))) return undefined;
  const given = { name: file, path: resolve(io.cwd, file), text: text.value };
  const content = discoverValues(given, names, 4, inputs.fileSystem);
  if (content.kind !== 'values') return undefined;
  for (const found of content.values) {
    const pack = packOfChart(chartOf(found, packs), packs);
    if (pack === undefined) continue;
    const { version, source } = chartFor(undefined, found, file, undefined, pack.charts[0].versions);
    return { file, pack: pack.name, chart: version, source, isCertain: found.chart !== undefined };
  }
  return undefined;
}

/** The files below the working directory that hold values of the packs' charts, with the version each is for. */
async function findValuesFiles(io: Io, packs: readonly ChartPack[]): Promise<readonly FoundValuesFile[]> {
  const { glob } = await import('tinyglobby');
  const names = await glob(['**/*.yaml', '**/*.yml'], { cwd: io.cwd, dot: false, ignore: IGNORED });
  const inputs = new Inputs(io);
  return names
    .filter((name) => !isVendored(name, io))
    .toSorted()
    .flatMap((name) => valuesFile(name, packs, inputs, io) ?? []);
}

/** Files whose version is written beside them need no entry: it would go stale. */
function overrides(files: readonly FoundValuesFile[]): string {
  const unknown = files.filter(({ isCertain }) => !isCertain);
  if (unknown.length === 0) return '';
  const isMixed = files.some(({ pack }) => pack !== files[0]?.pack);
  const entries = unknown.map(({ file, pack, chart }) => ({
    files: [file],
    ...(isMixed && { pack }),
    chartVersion: chart,
  }));
  const yaml = stringify({ overrides: entries }).replaceAll(/^(?=.)/gm, '  ');
  return `  # Nothing near these files names the chart version; check that these are right.\n${yaml}`;
}

/** The text of phasegate.yaml for the values that were found. @param packs names and paths of packs to load */
function configText(files: readonly FoundValuesFile[], packs: readonly string[]): string {
  const known = files
    .filter(({ isCertain }) => isCertain)
    .map(({ file, chart, source }) => `# ${file}: chart ${chart}, from ${source}\n`)
    .join('');
  const load = packs.length > 0 ? stringify({ packs }) : '';
  return `# Settings of phasegate: see phasegate help lint and phasegate rules.\n${load}${known}lint:\n  failOn: warning\n${overrides(files)}`;
}

const OPTIONS = {
  dryRun: booleanOption('--dry-run', 'print both files without writing them'),
  force: booleanOption('--force', 'overwrite phasegate.yaml if it exists'),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'init',
  options: OPTIONS,
  examples: { 'see what it would write': 'phasegate init --dry-run' },
};

const PRE_COMMIT = '.pre-commit-config.yaml';

function preCommitText(files: readonly string[], loadsPacks: boolean, io: Io): string {
  const isThere = existsSync(resolve(io.cwd, PRE_COMMIT));
  const before = isThere ? readTextOf(PRE_COMMIT, PRE_COMMIT, io) : undefined;
  const text = withHook(before, files, loadsPacks);
  if (text.ok) return text.value;
  throw new EarlyExit(`phasegate: ${PRE_COMMIT}: ${text.error}`);
}

const shown = (texts: ReadonlyMap<string, string>): string =>
  [...texts].map(([name, text]) => `# ${name}\n${text}`).join('\n');

/** The packs that the config of this run names, for one that takes its place; none where no file needs them. */
async function packsToLoad(
  files: readonly FoundValuesFile[],
  flags: FlagsOf<typeof OPTIONS>,
  io: Io,
  packs: readonly Pack[],
): Promise<readonly string[]> {
  const { PACKS } = await import('../../packs/index.ts');
  if (files.every(({ pack }) => PACKS.some(({ name }) => name === pack))) return [];
  const loaded = await loadConfig(flags, io, packs);
  const { folder = io.cwd, config: { packs: named = [] } = {} } = loaded ?? {};
  const isElsewhere = folder !== io.cwd;
  return named.map((one) => (isElsewhere && one.startsWith('.') ? resolve(folder, one) : one));
}

/** `phasegate init`. */
export const init: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const known = chartPacks(packs);
  if (existsSync(resolve(io.cwd, CONFIG_NAME)) && !flags.force && !flags.dryRun)
    throw usageError(`${CONFIG_NAME} already exists; --force overwrites it, --dry-run shows a new one`);
  const files = await findValuesFiles(io, known);
  if (files.length === 0)
    throw usageError(
      `found no ${either(chartNamesOf(known))} values in this folder; run it where the values are`,
    );
  const load = await packsToLoad(files, flags, io, packs);
  const texts = new Map([
    [CONFIG_NAME, configText(files, load)],
    [
      PRE_COMMIT,
      preCommitText(
        files.map(({ file }) => file),
        load.length > 0,
        io,
      ),
    ],
  ]);
  if (flags.dryRun) return printResult(shown(texts), io);
  for (const [name, text] of texts) writeFile(name, text, io);
  return printResult(`wrote ${[...texts.keys()].join(' and ')}\n`, io);
};
