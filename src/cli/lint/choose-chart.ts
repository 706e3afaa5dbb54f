import { chooseChart } from '../../discover/chart-version.ts';
import type { FoundValues } from '../../discover/found-values.ts';
import { err, ok, type Result } from '../../result.ts';
import type { LintSettings } from './lint-settings.ts';

/** A chart version, known or not, and where it came from, in words. */
export interface ChartChoice {
  readonly version: string;
  /** The server that the chart's own Chart.yaml names. */
  readonly appVersion?: string;
  readonly source: string;
  /** Something to say once about the version that was asked for. */
  readonly note?: string;
}

interface Asked {
  readonly version: string;
  readonly source: string;
  readonly appVersion?: string;
}

const isModeline = ({ source }: Asked): boolean => source.startsWith('modeline');

/** Flag, modeline, config for the file, what is around the file, config for all; the first that says something. */
function asked(
  flag: string | undefined,
  { chart }: FoundValues,
  settings: LintSettings,
  file: string,
): Asked | undefined {
  const ofFile = settings.chartOf(file);
  if (flag !== undefined) return { version: flag, source: '--chart-version' };
  if (chart && isModeline(chart)) return chart;
  return ofFile ?? chart ?? settings.generalChart;
}

/** @returns the message for exit code 2 where the version typed on the command line is none */
export function chartFor(
  flag: string | undefined,
  values: FoundValues,
  file: string,
  settings: LintSettings,
  known: readonly string[],
): Result<ChartChoice, string> {
  const newest = { version: known.at(-1) ?? '', source: 'the newest known' };
  const wanted = asked(flag, values, settings, file);
  if (wanted === undefined) return ok(newest);
  const chosen = knownVersion(wanted, known);
  if (chosen) return ok(chosen);
  if (flag !== undefined) return err(`phasegate: --chart-version: ${JSON.stringify(flag)} is no version`);
  return ok({ ...newest, note: `${wanted.source}: ${JSON.stringify(wanted.version)} is no version` });
}

/** The chart version that somebody wrote; undefined where it is no version at all. */
export function knownVersion(
  { version, source, appVersion }: Asked,
  known: readonly string[],
): ChartChoice | undefined {
  const chosen = chooseChart(version, known);
  if (!chosen) return undefined;
  const choice = { version: chosen.version, source, ...(appVersion !== undefined && { appVersion }) };
  if (chosen.nearest !== undefined)
    return {
      ...choice,
      source: `${source}; keys and defaults of ${chosen.nearest}`,
      note: `chart ${version} (from ${source}) is not known: its keys and defaults are taken from ${chosen.nearest}, the nearest known`,
    };
  if (chosen.note !== 'nearest') return choice;
  const note = `chart ${version} (from ${source}) is not known; taken as ${chosen.version}, the nearest known`;
  return { ...choice, source: `${source}, the nearest known to ${version}`, note };
}
