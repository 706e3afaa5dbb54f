import { compareVersions, isBefore, isNewer } from '../../../chart/versions.ts';
import { type HelmRelease, helmUpgrade, type ReuseFlag } from '../../../step/helm-commands.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import { FIRST_CHART, knownnessOf, lackingInKept } from '../facts/charts.ts';
import { type Phase, settingsOf } from '../facts/phases.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';

/** What is known of a release when its next step is asked for. */
export interface MigrationState extends HelmRelease {
  /** The installed chart as Helm says it; it may be newer than every chart that `values` could be read by. */
  readonly chart: string;
  /** The installed release, over the defaults of its chart. */
  readonly values: PyroscopeValues;
  /** The chart version to end with; a release on a newer one stays there. */
  readonly targetChart: string;
  readonly timeLine: TimeLine;
}

/** What one upgrade is to change. */
interface NextStep {
  readonly phase: Phase;
  /** The chart version; left out where it stays. */
  readonly chart?: string;
  /** As --set takes them. */
  readonly settings?: readonly string[];
  /** Whether the post-renderer asks the cluster for proof. */
  readonly gated?: boolean;
}

/** `helm upgrade` to a chart and phase, with both toggles written out (audit A12). */
export function upgradeCommand(state: MigrationState, step: NextStep): readonly string[] {
  const { phase, chart = state.chart, settings = [], gated = false } = step;
  const reuse = reuseFlag(state.chart, chart);
  return helmUpgrade(state, { phase, chart, reuse, settings: [...settingsOf(phase), ...settings], gated });
}

/**
 * How to keep the release's values: `--reuse-values` keeps the old chart's defaults as well and fails where the new
 * templates want keys those lack; `--reset-then-reuse-values` works everywhere and takes the new defaults under what
 * was written, so the toggles have to be written.
 */
export function reuseFlag(from: string, to: string): ReuseFlag {
  if (compareVersions(from, to) === 0) return '--reuse-values';
  const isTried = !isBefore(from, FIRST_CHART.phases) && !isNewer(knownnessOf(to));
  return isTried && lackingInKept(from, to) === undefined ? '--reuse-values' : '--reset-then-reuse-values';
}
