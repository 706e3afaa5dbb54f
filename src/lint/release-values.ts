import type { HelmMajor } from '../values/helm-major.ts';
import type { MapNode } from '../values/tree.ts';

/** The values of one release before a change: those of --from-values, or the same ones over the older chart. */
export interface PreviousValues {
  readonly chart: string;
  readonly user: MapNode;
  /** `.Values` of that chart: the user's over its defaults. */
  readonly resolved: MapNode;
}

/** The values of one release as Helm resolves them for one chart version. */
export interface ReleaseValues {
  /** The chart version as it is, known to the pack or not: what compares versions compares this one. */
  readonly chart: string;
  /** The server that the chart's own Chart.yaml names, where that was seen. */
  readonly appVersion?: string;
  readonly helm: HelmMajor;
  /** What files and flags say, merged; nothing of the chart's. */
  readonly user: MapNode;
  /** `.Values`: the user's over the chart's defaults. Nodes of the user keep their origins. */
  readonly resolved: MapNode;
  /** Whether `previous` has values of its own (--from-values), and not only another chart (--from-chart-version). */
  readonly valuesChange: boolean;
  readonly previous?: PreviousValues;
  /** The text of each file that took part, by its name, to slice origins out of. */
  readonly textOf: (file: string) => string;
}
