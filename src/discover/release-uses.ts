import type { HelmMajor } from '../values/helm-major.ts';
import { argoUses, isArgoApplication } from './argo-application.ts';
import type { ChartUse } from './chart-use.ts';
import { type FluxChartSource, fluxChartSources } from './flux-chart-source.ts';
import { fluxRelease, isFluxRelease } from './flux-release.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/**
 * The releases of the chart among Kubernetes objects.
 * @param moreSources Flux sources that stand elsewhere; asked for only where a release refers to one
 */
export function releaseUses(
  objects: readonly KubernetesObject[],
  chartName: string,
  helm: HelmMajor,
  moreSources: () => readonly FluxChartSource[],
): readonly ChartUse[] {
  const sources = fluxChartSources(objects);
  const findSource = (kind: string, name: string): FluxChartSource | undefined => {
    const isMeant = (source: FluxChartSource): boolean => source.kind === kind && source.name === name;
    return sources.find(isMeant) ?? moreSources().find(isMeant);
  };
  return objects.flatMap((object) => {
    if (isFluxRelease(object)) return fluxRelease(object, chartName, findSource) ?? [];
    return isArgoApplication(object) ? argoUses(object, chartName, helm) : [];
  });
}
