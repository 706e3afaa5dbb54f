import { chooseChart } from '../discover/chart-version.ts';
import type { FoundValues } from '../discover/found-values.ts';
import { EarlyExit } from '../early-exit.ts';
import type { ChartPack } from '../release/chart-values.ts';
import type { Io } from './io.ts';

/** A chart version, known or not, and where it came from, in words. */
export interface ChartChoice {
  readonly version: string;
  /** The server that the chart's own Chart.yaml names. */
  readonly appVersion?: string;
  readonly source: string;
  /** The known versions that it may be as well, where nothing says which it is. */
  readonly candidates: readonly string[];
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
  { chart }: Pick<FoundValues, 'chart'>,
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
  values: Pick<FoundValues, 'chart'>,
  file: string,
  configured: ConfiguredCharts | undefined,
  known: readonly string[],
): ChartChoice {
  const newest = { version: known.at(-1) ?? '', source: 'the newest known', candidates: known };
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

/** A pack's version of its chart that --chart-version names; the newest known if it is not given. @throws EarlyExit */
export function versionOfFlag(
  version: string | undefined,
  { charts: [{ versions }] }: ChartPack,
  io: Pick<Io, 'writeError'>,
): string {
  const chosen = chartOfFlag('--chart-version', version ?? versions.at(-1) ?? '', versions);
  if (chosen.note !== undefined) io.writeError(`phasegate: note: ${chosen.note}\n`);
  return chosen.version;
}

/** The chart version that the user wrote; undefined if it is not a version. */
function knownVersion(
  { version, source, appVersion }: WrittenVersion,
  known: readonly string[],
): ChartChoice | undefined {
  const chosen = chooseChart(version, known);
  if (!chosen) return undefined;
  const choice = {
    version: chosen.version,
    source,
    candidates: chosen.candidates ?? [],
    ...(appVersion !== undefined && { appVersion }),
  };
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
