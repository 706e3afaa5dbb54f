import { basename, join } from 'node:path';
import { asVersion } from '../chart/versions.ts';
import type { HelmMajor } from '../values/helm-major.ts';
import type { ValueNode } from '../values/tree.ts';
import { placesIn } from '../values/tree.ts';
import { argoUses, isArgoApplication } from './argo.ts';
import type { ChartReference } from './chart-reference.ts';
import { type WrittenVersion, writtenVersion } from './chart-version.ts';
import {
  field,
  itemsField,
  type KubernetesObject,
  kubernetesObjects,
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
 * The documents of a file beside the one that is linted, none if it cannot be read, is broken (a template, say) or
 * lacks one of the words.
 * @param path absolute; the origins carry it
 */
function readNearby(path: string, around: FileSystem, words: readonly string[]): readonly OuterDocument[] {
  const text = around.read(path);
  if (text === undefined || text.length > LONGEST || !words.every((word) => text.includes(word))) return [];
  const read = readOuterDocuments({ text, place: placesIn(path, text) });
  return read.ok ? read.value : [];
}

/** Looks something up in a folder. @param folder absolute */
type FolderLook<T> = (folder: string, chartName: string, around: FileSystem) => T;

/** The same look-up, made once for each folder as long as the surroundings live: a run may lint 1,000 files of one. */
function oncePerFolder<T>(look: FolderLook<T>): FolderLook<T> {
  const known = new WeakMap<FileSystem, Map<string, { readonly found: T }>>();
  return (folder, chartName, around) => {
    const folders = known.get(around) ?? new Map<string, { readonly found: T }>();
    known.set(around, folders);
    const key = `${chartName}\n${folder}`;
    const entry = folders.get(key) ?? { found: look(folder, chartName, around) };
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
export const releasesIn = oncePerFolder<readonly ChartReference[]>((folder, chartName, around) => {
  const objects = objectsIn(folder, chartName, around);
  const sources = fluxSourcesIn(folder, chartName, around);
  // Their values are not read, so Helm's major does not matter.
  return releaseUses(objects, chartName, 4, () => sources);
});

/** A dependency of an umbrella chart on the chart. */
export interface ChartDependency {
  /** The alias, or the name: the key of its values. */
  readonly key: string;
  readonly version?: WrittenVersion;
}

/** What the Chart.yaml of a folder says about the chart. */
export type ChartFolder =
  | { readonly kind: 'none' }
  | { readonly kind: 'itself'; readonly version?: WrittenVersion }
  | { readonly kind: 'umbrella'; readonly dependencies: readonly ChartDependency[] }
  | { readonly kind: 'another' };

export const chartFolder = oncePerFolder<ChartFolder>((folder, chartName, around) => {
  const [chart] = readNearby(join(folder, 'Chart.yaml'), around, ['name']);
  const name = textField(chart?.values, 'name');
  if (!chart || name === undefined) return { kind: 'none' };
  if (name === chartName) {
    const version = writtenVersion(field(chart.values, 'version'), chart.file);
    const appVersion = asVersion(textField(chart.values, 'appVersion'));
    const known = version && { ...version, ...(appVersion !== undefined && { appVersion }) };
    return { kind: 'itself', ...(known && { version: known }) };
  }
  const dependencies = [chart, ...requirements(folder, chartName, around)].flatMap((document) =>
    dependenciesIn(document, chartName),
  );
  return dependencies.length > 0 ? { kind: 'umbrella', dependencies } : { kind: 'another' };
});

/** Where charts of Helm 2's form (apiVersion v1) keep their dependencies. */
const requirements = (folder: string, chartName: string, around: FileSystem) =>
  readNearby(join(folder, 'requirements.yaml'), around, [chartName]);

const dependenciesIn = (document: OuterDocument, chartName: string): readonly ChartDependency[] =>
  itemsField(document.values, 'dependencies')
    .filter((dependency) => textField(dependency, 'name') === chartName)
    .map((dependency) => dependencyOf(document, dependency, chartName));

function dependencyOf({ file }: OuterDocument, dependency: ValueNode, chartName: string): ChartDependency {
  const version = writtenVersion(field(dependency, 'version'), file);
  return { key: textField(dependency, 'alias') ?? chartName, ...(version && { version }) };
}

/**
 * The releases of the chart among Kubernetes objects.
 * @param moreSources Flux sources that stand elsewhere; asked for only where a release refers to one
 */
export function releaseUses(
  objects: readonly KubernetesObject[],
  chartName: string,
  helm: HelmMajor,
  moreSources: () => readonly FluxChartSource[],
): readonly ChartReference[] {
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
