import { basename, join } from 'node:path';
import { asVersion } from '../chart/versions.ts';
import { type HelmMajor, placesIn } from '../values/tree.ts';
import { argoUses, isArgoApplication } from './argo.ts';
import type { ChartReference } from './chart-reference.ts';
import { type VersionHint, writtenVersion } from './chart-version.ts';
import {
  itemsField,
  type KubernetesObject,
  kubernetesObjects,
  mapField,
  type OuterDocument,
  readOuterDocuments,
  textField,
} from './documents.ts';
import { type FluxChartSource, fluxChartSources, fluxRelease, isFluxRelease } from './flux.ts';
import type { FileSystem } from './found-values.ts';
import { helmfileUses, isHelmfilePart } from './helmfile.ts';
import { KUSTOMIZATION_NAMES, kustomizationUses } from './kustomization.ts';

/** Files written by hand are shorter than this, in UTF-16 units. */
const LONGEST = 1_048_576;

/**
 * The documents of a file beside the one that is linted, none if it cannot be read, is broken (a template, say), or
 * lacks the word or every one of the charts' names.
 * @param path absolute; the origins carry it
 */
function readNearby(
  path: string,
  around: FileSystem,
  word: string,
  chartNames: readonly string[] = [''],
): readonly OuterDocument[] {
  const text = around.read(path);
  if (text === undefined || text.length > LONGEST || !text.includes(word)) return [];
  if (!chartNames.some((name) => text.includes(name))) return [];
  const read = readOuterDocuments({ text, place: placesIn(path, text) });
  return read.ok ? read.value : [];
}

/** Looks something up in a folder. @param folder absolute */
type FolderLook<T> = (folder: string, chartNames: readonly string[], around: FileSystem) => T;

/** The same look-up, made once for each folder as long as the surroundings live: a run may lint 1,000 files of one. */
function oncePerFolder<T>(look: FolderLook<T>): FolderLook<T> {
  const known = new WeakMap<FileSystem, Map<string, { readonly found: T }>>();
  return (folder, chartNames, around) => {
    const folders = known.get(around) ?? new Map<string, { readonly found: T }>();
    known.set(around, folders);
    const key = [...chartNames, folder].join('\n');
    const entry = folders.get(key) ?? { found: look(folder, chartNames, around) };
    folders.set(key, entry);
    return entry.found;
  };
}

/** A use of the chart in a file whose paths are relative to a folder. */
export interface NearbyUse {
  readonly use: ChartReference;
  readonly folder: string;
}

/** The releases of the helmfiles of a folder. */
export const helmfileUsesIn = oncePerFolder<readonly NearbyUse[]>((folder, chartNames, around) => {
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
    readNearby(file.path, around, 'releases', chartNames)
      .flatMap((document) => helmfileUses(document, chartNames))
      .map((use) => ({ use, folder: file.folder })),
  );
});

/** The charts that the kustomization of a folder inflates. */
export const kustomizationUsesIn = oncePerFolder<readonly NearbyUse[]>((folder, chartNames, around) =>
  KUSTOMIZATION_NAMES.flatMap((name) =>
    readNearby(join(folder, name), around, 'helmChart', chartNames)
      .flatMap((document) => kustomizationUses(document, chartNames))
      .map((use) => ({ use, folder })),
  ),
);

/** The Kubernetes objects of a folder's files that name one of the charts. */
const objectsIn = oncePerFolder<readonly KubernetesObject[]>((folder, chartNames, around) => {
  const files = around.list(folder).filter((name) => /\.ya?ml$/.test(name));
  return files.flatMap((name) =>
    kubernetesObjects(readNearby(join(folder, name), around, 'kind:', chartNames)),
  );
});

/** The chart sources of Flux in a folder. */
export const fluxSourcesIn = oncePerFolder<readonly FluxChartSource[]>((folder, chartNames, around) =>
  fluxChartSources(objectsIn(folder, chartNames, around)),
);

/** The releases of Flux and Argo CD in a folder. */
export const releasesBeside = oncePerFolder<readonly ChartReference[]>((folder, chartNames, around) => {
  const objects = objectsIn(folder, chartNames, around);
  const sources = fluxSourcesIn(folder, chartNames, around);
  // Their values are not read, so Helm's major does not matter.
  return releaseUses(objects, chartNames, 4, () => sources);
});

/** A dependency of an umbrella chart on one of the charts. */
export interface ChartDependency {
  readonly chart: string;
  /** The alias, or the name: the key of its values. */
  readonly key: string;
  readonly version?: VersionHint;
}

/** What the Chart.yaml of a folder says about the charts. */
export type ChartFolder =
  | { readonly kind: 'none' }
  | { readonly kind: 'itself'; readonly chart: string; readonly version?: VersionHint }
  | { readonly kind: 'umbrella'; readonly dependencies: readonly ChartDependency[] }
  | { readonly kind: 'another' };

export const chartFolder = oncePerFolder<ChartFolder>((folder, chartNames, around) => {
  const [chart] = readNearby(join(folder, 'Chart.yaml'), around, 'name');
  const name = textField(chart?.values, 'name');
  if (!chart || name === undefined) return { kind: 'none' };
  if (chartNames.includes(name)) {
    const version = writtenVersion(mapField(chart.values, 'version'), chart.file);
    const appVersion = asVersion(textField(chart.values, 'appVersion'));
    const known = version && { ...version, ...(appVersion !== undefined && { appVersion }) };
    return { kind: 'itself', chart: name, ...(known && { version: known }) };
  }
  const dependencies = [chart, ...requirements(folder, chartNames, around)].flatMap((document) =>
    dependenciesIn(document, chartNames),
  );
  return dependencies.length > 0 ? { kind: 'umbrella', dependencies } : { kind: 'another' };
});

/** Where charts of Helm 2's form (apiVersion v1) keep their dependencies. */
const requirements = (folder: string, chartNames: readonly string[], around: FileSystem) =>
  readNearby(join(folder, 'requirements.yaml'), around, '', chartNames);

const dependenciesIn = (
  { values, file }: OuterDocument,
  chartNames: readonly string[],
): readonly ChartDependency[] =>
  itemsField(values, 'dependencies').flatMap((dependency) => {
    const chart = textField(dependency, 'name');
    if (chart === undefined || !chartNames.includes(chart)) return [];
    const version = writtenVersion(mapField(dependency, 'version'), file);
    return [{ chart, key: textField(dependency, 'alias') ?? chart, ...(version && { version }) }];
  });

/**
 * The releases of the charts among Kubernetes objects.
 * @param moreSources Flux sources that stand elsewhere; asked for only where a release refers to one
 */
export function releaseUses(
  objects: readonly KubernetesObject[],
  chartNames: readonly string[],
  helm: HelmMajor,
  moreSources: () => readonly FluxChartSource[],
): readonly ChartReference[] {
  const sources = fluxChartSources(objects);
  const findSource = (kind: string, name: string): FluxChartSource | undefined => {
    const isMeant = (source: FluxChartSource): boolean => source.kind === kind && source.name === name;
    return sources.find(isMeant) ?? moreSources().find(isMeant);
  };
  return objects.flatMap((object) => {
    if (isFluxRelease(object)) return fluxRelease(object, chartNames, findSource) ?? [];
    return isArgoApplication(object) ? argoUses(object, chartNames, helm) : [];
  });
}
