import { basename, join } from 'node:path';
import type { ChartUse } from './chart-use.ts';
import { helmfileUses, isHelmfilePart } from './helmfile.ts';
import { KUSTOMIZATION_NAMES, kustomizationUses } from './kustomization.ts';
import { readNearby } from './nearby-file.ts';
import { oncePerFolder } from './once-per-folder.ts';

/** A use of the chart in a file whose paths are relative to a folder. */
export interface NearbyUse {
  readonly use: ChartUse;
  readonly folder: string;
}

/** The releases of the helmfiles of a folder. */
export const helmfileUsesIn = oncePerFolder<readonly NearbyUse[]>((folder, chartName, around) => {
  const parts = basename(folder) === 'helmfile.d' ? folder : join(folder, 'helmfile.d');
  const own = ['helmfile.yaml', 'helmfile.yaml.gotmpl', 'helmfile.yml'];
  const files = [
    ...own.map((name) => ({ folder, path: join(folder, name) })),
    ...around
      .list(parts)
      .filter(isHelmfilePart)
      .map((name) => ({ folder: parts, path: join(parts, name) })),
  ];
  return files.flatMap((file) =>
    readNearby(file.path, around, [chartName, 'releases'])
      .flatMap((document) => helmfileUses(document, chartName))
      .map((use) => ({ use, folder: file.folder })),
  );
});

/** The charts that the kustomization of a folder inflates. */
export const kustomizationUsesIn = oncePerFolder<readonly NearbyUse[]>((folder, chartName, around) =>
  KUSTOMIZATION_NAMES.flatMap((name) =>
    readNearby(join(folder, name), around, [chartName, 'helmChart'])
      .flatMap((document) => kustomizationUses(document, chartName))
      .map((use) => ({ use, folder })),
  ),
);
