import type { InstalledRelease } from '../../live/cluster.ts';
import { CHART } from '../../packs/pyroscope/chart/index.ts';
import { fromJson, type MapNode } from '../../values/tree.ts';

/**
 * What lies under the written values of a release. Mostly that is its chart's values.yaml, but after --reuse-values it is
 * what an older chart had: a release that came to chart 2.0.2 that way is still in v1 without a toggle written.
 * @param chart the known chart that stands for the installed one
 */
export function installedDefaults(
  { allValues }: Pick<InstalledRelease, 'allValues'>,
  chart: string,
): MapNode {
  const all = fromJson(allValues ?? {}, { kind: 'default', chartVersion: chart });
  return all.kind === 'map' && all.entries.size > 0 ? all : CHART.defaultsOf(chart);
}
