import type { TimeLine } from '../../../step/time-line.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';

/** What is known of a release when its next step is asked for. */
export interface MigrationState {
  readonly release: string;
  readonly namespace: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  /** As helm takes it: `grafana/pyroscope`. */
  readonly chartRef: string;
  /** The installed chart as Helm says it; it may be newer than every chart that `values` could be read by. */
  readonly chart: string;
  /** The installed release, over the defaults of its chart. */
  readonly values: PyroscopeValues;
  /** The chart version to end with; a release on a newer one stays there. */
  readonly targetChart: string;
  /** The revision that is deployed, for the way back. */
  readonly revision?: number;
  /** Helm 4 takes a post-renderer as a plugin, without a path. */
  readonly helm: 3 | 4;
  readonly timeLine: TimeLine;
}
