import { join } from 'node:path';
import type { ChartUse } from './chart-use.ts';
import { type FluxChartSource, fluxChartSources } from './flux-chart-source.ts';
import { type KubernetesObject, kubernetesObjects } from './kubernetes-object.ts';
import { readNearby } from './nearby-file.ts';
import { oncePerFolder } from './once-per-folder.ts';
import { releaseUses } from './release-uses.ts';

/** The Kubernetes objects of a folder's files that name the chart. */
const objectsIn = oncePerFolder<readonly KubernetesObject[]>((folder, chartName, around) => {
  const files = around.list(folder).filter((name) => /\.ya?ml$/.test(name));
  return files.flatMap((name) =>
    kubernetesObjects(readNearby(join(folder, name), around, ['kind:', chartName])),
  );
});

/** The chart sources of Flux in a folder. */
export const fluxSourcesIn = oncePerFolder<readonly FluxChartSource[]>((folder, chartName, around) =>
  fluxChartSources(objectsIn(folder, chartName, around)),
);

/** The releases of Flux and Argo CD in a folder. */
export const releasesIn = oncePerFolder<readonly ChartUse[]>((folder, chartName, around) => {
  const objects = objectsIn(folder, chartName, around);
  const sources = fluxSourcesIn(folder, chartName, around);
  // Their values are not read, so Helm's major does not matter.
  return releaseUses(objects, chartName, 4, () => sources);
});
