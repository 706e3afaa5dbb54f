import { chooseChart } from '../discover/chart-version.ts';
import type { FoundValues } from '../discover/found-values.ts';
import type { ValuesPack } from '../lint/values-pack.ts';
import type { Pack } from '../pack.ts';
import { loadValuesPacks } from '../packs/values-packs.ts';
import { EarlyExit } from './exit-code.ts';
import type { Io } from './io.ts';

/** A chart version, known or not, and where it came from, in words. */
export interface ChartChoice {
  readonly version: string;
  /** The server that the chart's own Chart.yaml names. */
  readonly appVersion?: string;
  readonly source: string;
  /** Something to say once about the version that was asked for. */
  readonly note?: string;
}

/** A chart version as the user wrote it, and where. */
export interface WrittenVersion {
  readonly version: string;
  readonly source: string;
  readonly appVersion?: string;
}

/** What the config says of chart versions. */
export interface ConfiguredCharts {
  /** For one file. */
  readonly chartOf: (file: string) => WrittenVersion | undefined;
  /** For files about which nothing else is known. */
  readonly generalChart: WrittenVersion | undefined;
}

const isModeline = ({ source }: WrittenVersion): boolean => source.startsWith('modeline');

/** Flag, modeline, config for the file, what is around the file, config for all; the first that says something. */
function writtenVersion(
  flag: string | undefined,
  { chart }: FoundValues,
  configured: ConfiguredCharts | undefined,
  file: string,
): WrittenVersion | undefined {
  if (flag !== undefined) return { version: flag, source: '--chart-version' };
  if (chart && isModeline(chart)) return chart;
  return configured?.chartOf(file) ?? chart ?? configured?.generalChart;
}

/** @throws EarlyExit if the flag's word is not a version */
export function chartFor(
  flag: string | undefined,
  values: FoundValues,
  file: string,
  configured: ConfiguredCharts | undefined,
  known: readonly string[],
): ChartChoice {
  const newest = { version: known.at(-1) ?? '', source: 'the newest known' };
  const wanted = writtenVersion(flag, values, configured, file);
  if (wanted === undefined) return newest;
  const chosen = knownVersion(wanted, known);
  if (chosen) return chosen;
  const problem = notAVersion(wanted.source, wanted.version);
  if (flag === undefined) return { ...newest, note: problem };
  throw new EarlyExit(`phasegate: ${problem}`);
}

const notAVersion = (source: string, version: string): string =>
  `${source}: ${JSON.stringify(version)} is not a version`;

/** The version for a flag's word. @throws EarlyExit if it is not a version */
export function chartOfFlag(flag: string, version: string, known: readonly string[]): ChartChoice {
  const chosen = knownVersion({ version, source: flag }, known);
  if (chosen) return chosen;
  throw new EarlyExit(`phasegate: ${notAVersion(flag, version)}`);
}

/** The first pack, and its version of a chart that --chart-version names; the newest known if it is not given. */
export async function chartOfPack(
  version: string | undefined,
  io: Pick<Io, 'writeError'>,
  packs: readonly Pack[],
): Promise<{ readonly pack: ValuesPack; readonly chart: string }> {
  const pack = await firstPack(packs);
  const { chartVersions } = pack;
  const chosen = chartOfFlag('--chart-version', version ?? chartVersions.at(-1) ?? '', chartVersions);
  if (chosen.note !== undefined) io.writeError(`phasegate: note: ${chosen.note}\n`);
  return { pack, chart: chosen.version };
}

/** @throws Error if there is none, which is a fault of the build */
export async function firstPack(packs: readonly Pack[]): Promise<ValuesPack> {
  const [pack] = await loadValuesPacks(packs);
  if (!pack) throw new Error('no pack is known');
  return pack;
}

/** The chart version that the user wrote; undefined if it is not a version. */
function knownVersion(
  { version, source, appVersion }: WrittenVersion,
  known: readonly string[],
): ChartChoice | undefined {
  const chosen = chooseChart(version, known);
  if (!chosen) return undefined;
  const choice = { version: chosen.version, source, ...(appVersion !== undefined && { appVersion }) };
  if (chosen.nearest !== undefined)
    return {
      ...choice,
      source: `${source}; keys and defaults of ${chosen.nearest}`,
      note: `chart ${version} (from ${source}) is unknown; using keys and defaults of ${chosen.nearest}, the nearest known version`,
    };
  if (chosen.note !== 'nearest') return choice;
  const note = `chart ${version} (from ${source}) is unknown; using ${chosen.version}, the nearest known version`;
  return { ...choice, source: `${source}, the nearest known to ${version}`, note };
}
