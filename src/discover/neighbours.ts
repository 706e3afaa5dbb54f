import { basename, dirname, join, resolve } from 'node:path';
import { lazy } from '../chart/table.ts';
import { type HelmMajor, placesIn } from '../values/tree.ts';
import { argoUses, isArgoApplication } from './argo.ts';
import { type ChartFolder, readChartFolder, usesOfFolder } from './chart-folder.ts';
import type { ChartReference } from './chart-reference.ts';
import {
  isKubernetesObject,
  type KubernetesObject,
  kubernetesObjects,
  type OuterDocument,
  readOuterDocuments,
  textField,
} from './documents.ts';
import {
  type ConfigMapName,
  configMapLayer,
  type FluxChartSource,
  type FluxSurroundings,
  fluxChartSources,
  fluxUses,
  isFluxRelease,
} from './flux.ts';
import type { FileSystem } from './found-values.ts';
import { helmfileUses, isHelmfile, isHelmfileDocument } from './helmfile.ts';
import { isK3sChart, k3sUses } from './k3s.ts';
import {
  generatedConfigMaps,
  inflationUses,
  isChartGenerator,
  isKustomization,
  KUSTOMIZATION_NAMES,
  kustomizationUses,
  patchFiles,
  resourceFiles,
} from './kustomization.ts';
import { isFileOf, type Layer } from './layers.ts';

/** Files written by hand are shorter than this, in UTF-16 units. */
const LONGEST = 1_048_576;

/** A repository with more files is not searched as a whole. */
const MOST_FILES = 50_000;

const YAML_FILE = /\.ya?ml(?:\.gotmpl)?$/;

/** What only files that deploy charts say. */
const DEPLOYS =
  /\b(?:HelmRelease|Application(?:Set)?|HelmChart|HelmChartInflationGenerator|OCIRepository|helmCharts?|helmChartInflationGenerator|releases)\b/;

/** Folders of a chart that hold more values files. */
const VALUES_FOLDERS = new Set(['ci', 'values', 'environments']);

const PASSED_OVER = new Set(['.git', 'node_modules']);

/** A use of a chart, and the file that it is in. */
interface PlacedUse {
  readonly file: string;
  readonly use: ChartReference;
}

/** What is known of the files around those that are looked at. Everything is read and looked up once. */
export class Neighbours {
  private readonly known = new Map<string, unknown>();

  constructor(
    private readonly around: FileSystem,
    private readonly chartNames: readonly string[],
    private readonly helm: HelmMajor,
  ) {}

  private once<T>(what: string, look: () => T): T {
    if (!this.known.has(what)) this.known.set(what, look());
    return this.known.get(what) as T;
  }

  /** The text of a file, undefined if it cannot be read. @param path absolute */
  read = (path: string): string | undefined => this.once(`text ${path}`, () => this.around.read(path));

  /** The root of the repository that a folder is in; the folder above it where there is no repository. */
  rootOf(folder: string): string {
    return this.once(`root ${folder}`, () => this.repositoryOf(folder) ?? dirname(folder));
  }

  /** The folder at or above one that holds `.git`. */
  private repositoryOf(folder: string): string | undefined {
    return this.once(`repository ${folder}`, () => {
      const holds = this.around.list(folder).some((name) => name === '.git' || name === '.git/');
      if (holds) return folder;
      return dirname(folder) === folder ? undefined : this.repositoryOf(dirname(folder));
    });
  }

  isInRepository = (path: string): boolean => this.repositoryOf(dirname(path)) !== undefined;

  /** Whether a file's path within its repository has the name of a chart; any file's where there is no repository. */
  isLikelyPlace(path: string): boolean {
    const root = this.repositoryOf(dirname(path));
    if (root === undefined) return true;
    return this.chartNames.some((name) => path.slice(root.length).includes(name));
  }

  /** What the Chart.yaml of a folder says. */
  chartFolder(folder: string): ChartFolder {
    return this.once(`chart ${folder}`, () =>
      readChartFolder(folder, this.chartNames, { read: this.read, list: this.around.list }),
    );
  }

  /**
   * The chart whose values a folder holds: that of the Chart.yaml in it, or of one further up in the repository. A chart
   * further up counts only where it is an umbrella or the chart itself: other charts often hold a repository's files.
   */
  chartAround(folder: string): ChartFolder {
    const own = this.chartFolder(folder);
    if (own.kind !== 'none') return own;
    const repository = this.repositoryOf(folder);
    if (repository === folder || dirname(folder) === folder) return own;
    const above =
      repository === undefined ? this.chartFolder(dirname(folder)) : this.chartAround(dirname(folder));
    return above.kind === 'another' && !VALUES_FOLDERS.has(basename(folder)) ? own : above;
  }

  /** The documents of a file, none if it cannot be read, is broken (a template, say), or has none of the words. */
  private documents(path: string, words: readonly string[]): readonly OuterDocument[] {
    const text = this.read(path);
    if (text === undefined || text.length > LONGEST || !words.some((word) => text.includes(word))) return [];
    return this.once(`documents ${path}`, () => {
      const read = readOuterDocuments({ text, place: placesIn(path, text) });
      return read.ok ? read.value : [];
    });
  }

  private umbrellaAt = (folder: string): readonly ChartReference[] => usesOfFolder(this.chartFolder(folder));

  /**
   * The uses of the charts by the documents of a file.
   * @param path absolute; what the file's own paths start from
   */
  usesIn(path: string, documents: readonly OuterDocument[]): readonly ChartReference[] {
    // Every file of a repository asks which layers the uses name.
    return this.foundIn(path, documents).map((use) => ({ ...use, layers: lazy(use.layers) }));
  }

  private foundIn(path: string, documents: readonly OuterDocument[]): readonly ChartReference[] {
    const folder = dirname(path);
    const { chartNames } = this;
    if (isKustomization(path))
      return documents.flatMap((one) => kustomizationUses(one, chartNames, folder, this.umbrellaAt));
    if (isHelmfile(path) || documents.some(isHelmfileDocument))
      return documents.flatMap((one) => helmfileUses(one, chartNames, folder, this.umbrellaAt));
    return this.usesOfObjects(path, kubernetesObjects(documents));
  }

  private usesOfObjects(path: string, objects: readonly KubernetesObject[]): readonly ChartReference[] {
    const folder = dirname(path);
    const { chartNames, helm } = this;
    const root = this.rootOf(folder);
    const umbrellaAt = (name: string): readonly ChartReference[] => this.umbrellaAt(join(root, name));
    const flux = (): FluxSurroundings => ({
      helm,
      umbrellaAt,
      findSource: (kind, name) => this.findSource(objects, folder, kind, name),
      findConfigMap: (map) => this.findConfigMap(objects, folder, map),
      findBase: ({ name }) => this.findBase(path, name),
    });
    return objects.flatMap((object) => {
      if (isFluxRelease(object)) return fluxUses(object, chartNames, flux());
      if (isArgoApplication(object)) return argoUses(object, chartNames, { root, umbrellaAt, helm });
      if (isK3sChart(object)) return k3sUses(object, chartNames, helm);
      if (!isChartGenerator(object)) return [];
      const inflation = { document: object.document, chart: object.root, path: object.path };
      return inflationUses(inflation, chartNames, folder);
    });
  }

  /** The uses in one file beside those that are looked at. @param words of which it must have one */
  private usesOfFile(path: string, words: readonly string[]): readonly ChartReference[] {
    return this.once(`uses ${path} ${words.join()}`, () => {
      const text = this.read(path);
      if (text === undefined || (!isKustomization(path) && !DEPLOYS.test(text))) return [];
      return this.usesIn(path, this.documents(path, words));
    });
  }

  /** The YAML files of a folder, absolute. */
  private filesIn(folder: string): readonly string[] {
    return this.once(`files ${folder}`, () =>
      this.around
        .list(folder)
        .filter((name) => YAML_FILE.test(name) || KUSTOMIZATION_NAMES.includes(name))
        .map((name) => join(folder, name)),
    );
  }

  /** All YAML files of the repository that a folder is in; none where there is no repository, or too large a one. */
  private filesOfRepository(folder: string): readonly string[] {
    const root = this.repositoryOf(folder);
    if (root === undefined) return [];
    return this.once(`all files ${root}`, () => {
      const files: string[] = [];
      const folders = [root];
      for (let at = folders.pop(); at !== undefined && files.length < MOST_FILES; at = folders.pop()) {
        const own = at;
        files.push(...this.filesIn(own));
        const below = this.around.list(own).filter((name) => name.endsWith('/'));
        folders.push(
          ...below
            .map((name) => name.slice(0, -1))
            .filter((name) => !PASSED_OVER.has(name))
            .map((name) => join(own, name)),
        );
      }
      return files.length < MOST_FILES ? files : [];
    });
  }

  /** The uses that name a file for their values: in its folder and the one above, else anywhere in the repository. */
  usesNaming(path: string): readonly ChartReference[] {
    const folder = dirname(path);
    const words = [...this.chartNames, ...this.umbrellaNames(folder)];
    const naming = (uses: readonly PlacedUse[]): readonly ChartReference[] =>
      uses.flatMap(({ file, use }) =>
        file !== path && use.layers().some((layer) => isFileOf(layer, path)) ? [use] : [],
      );
    const nearest = naming([folder, dirname(folder)].flatMap((one) => this.usesInFolder(one, words)));
    return nearest.length > 0 ? nearest : naming(this.usesInRepository(folder, words));
  }

  private usesOfFiles(files: readonly string[], words: readonly string[]): readonly PlacedUse[] {
    return files.flatMap((file) => this.usesOfFile(file, words).map((use) => ({ file, use })));
  }

  private usesInFolder(folder: string, words: readonly string[]): readonly PlacedUse[] {
    return this.once(`uses in ${folder} ${words.join()}`, () =>
      this.usesOfFiles([...this.filesIn(folder), ...this.filesIn(join(folder, 'helmfile.d'))], words),
    );
  }

  private usesInRepository(folder: string, words: readonly string[]): readonly PlacedUse[] {
    return this.once(`uses around ${this.repositoryOf(folder)} ${words.join()}`, () =>
      this.usesOfFiles(this.filesOfRepository(folder), words),
    );
  }

  /** The umbrella charts around a folder: where they are deployed their folders are named, and not what they depend on. */
  private umbrellaNames(folder: string): readonly string[] {
    const around = this.chartAround(folder);
    const own = around.kind === 'umbrella' ? [basename(around.folder)] : [];
    const others = this.once(`umbrellas ${this.repositoryOf(folder)}`, () =>
      this.filesOfRepository(folder)
        .filter((file) => basename(file) === 'Chart.yaml')
        .map((file) => dirname(file))
        .filter((one) => this.chartFolder(one).kind === 'umbrella')
        .map((one) => basename(one)),
    );
    return [...new Set([...own, ...others])];
  }

  /** The releases of Flux and Argo CD in the files of a folder. */
  releasesIn(folder: string): readonly ChartReference[] {
    return this.filesIn(folder)
      .filter((file) => !isKustomization(file) && !isHelmfile(file))
      .flatMap((file) => this.usesOfFile(file, this.chartNames));
  }

  /** What one look-up finds in the same file, its folder, or as the only one in the repository. */
  private nearest<T>(
    own: readonly T[],
    folder: string,
    inFile: (file: string) => readonly T[],
  ): T | undefined {
    if (own[0] !== undefined) return own[0];
    for (const one of [folder, dirname(folder)]) {
      const beside = this.filesIn(one).flatMap(inFile);
      if (beside[0] !== undefined) return beside[0];
    }
    const [only, ...others] = this.filesOfRepository(folder).flatMap(inFile);
    return others.length === 0 ? only : undefined;
  }

  private findSource(
    objects: readonly KubernetesObject[],
    folder: string,
    kind: string,
    name: string,
  ): FluxChartSource | undefined {
    const among = (all: readonly KubernetesObject[]): readonly FluxChartSource[] =>
      fluxChartSources(all).filter((source) => source.kind === kind && source.name === name);
    return this.once(`source ${kind} ${name} ${folder} ${objects[0]?.document.file.text.length}`, () =>
      this.nearest(among(objects), folder, (file) => among(kubernetesObjects(this.documents(file, [name])))),
    );
  }

  /**
   * A ConfigMap of a release's namespace, or one that a kustomization makes of files: beside the release, else the only one
   * of its name in the repository.
   */
  private findConfigMap(
    objects: readonly KubernetesObject[],
    folder: string,
    { name, key, namespace }: ConfigMapName,
  ): readonly Layer[] {
    const inObjects = (all: readonly KubernetesObject[]): readonly (readonly Layer[])[] =>
      all
        .filter((one) => one.kind === 'ConfigMap' && one.name === name && isIn(one, namespace))
        .map((one) => configMapLayer(one, key, this.helm));
    const inFile = (file: string): readonly (readonly Layer[])[] => {
      const documents = this.documents(file, [name]);
      if (!isKustomization(file)) return inObjects(kubernetesObjects(documents));
      const paths = documents.flatMap((one) => generatedConfigMaps(one, name, key));
      return paths.length === 0
        ? []
        : [paths.map((path): Layer => ({ kind: 'file', path: resolve(dirname(file), path) }))];
    };
    return this.nearest(inObjects(objects), folder, inFile) ?? [];
  }

  /** The HelmRelease of a name among what a kustomization takes in that applies a file as a patch. */
  private findBase(patch: string, name: string): KubernetesObject | undefined {
    const folders = [dirname(patch), dirname(dirname(patch))];
    for (const folder of folders) {
      const documents = this.kustomizationOf(folder);
      const isPatch = documents.some((one) =>
        patchFiles(one).some((file) => resolve(folder, file) === patch),
      );
      if (!isPatch) continue;
      const found = this.resourcesOf(folder, 0).find((one) => isFluxRelease(one) && one.name === name);
      if (found) return found;
    }
    return undefined;
  }

  private kustomizationOf(folder: string): readonly OuterDocument[] {
    return KUSTOMIZATION_NAMES.flatMap((name) => this.documents(join(folder, name), ['']));
  }

  private resourcesOf(folder: string, depth: number): readonly KubernetesObject[] {
    if (depth > 8) return [];
    return this.kustomizationOf(folder)
      .flatMap(resourceFiles)
      .flatMap((name) => {
        const path = resolve(folder, name);
        return YAML_FILE.test(path)
          ? kubernetesObjects(this.documents(path, ['HelmRelease']))
          : this.resourcesOf(path, depth + 1);
      });
  }
}

export const holdsObjects = (documents: readonly OuterDocument[]): boolean =>
  documents.some(({ values }) => isKubernetesObject(values));

/** Objects of one file or kustomization often leave the namespace to another one. */
const isIn = ({ root }: KubernetesObject, namespace: string | undefined): boolean => {
  const own = textField(root, 'metadata', 'namespace');
  return own === undefined || namespace === undefined || own === namespace;
};

const all = new WeakMap<FileSystem, Map<string, Neighbours>>();

/** What surrounds the files of a run: the same as long as its file system lives. */
export function neighboursOf(around: FileSystem, chartNames: readonly string[], helm: HelmMajor): Neighbours {
  const known = all.get(around) ?? new Map<string, Neighbours>();
  all.set(around, known);
  const key = [helm, ...chartNames].join('\n');
  const own = known.get(key) ?? new Neighbours(around, chartNames, helm);
  known.set(key, own);
  return own;
}
