import { basename, dirname, join } from 'node:path';
import { lazy } from '../lazy.ts';
import type { HelmMajor } from '../values/tree.ts';
import { argoUses, isArgoApplication } from './argo.ts';
import { type ChartFolder, readChartFolder, usesOfFolder } from './chart-folder.ts';
import { ANY_CHART, type ChartReference } from './chart-reference.ts';
import { DeployedObjects } from './deployed-objects.ts';
import { deployments } from './deployments.ts';
import { type KubernetesObject, kubernetesObjects, type OuterDocument } from './documents.ts';
import { type FluxSurroundings, fluxUses, isFluxRelease } from './flux.ts';
import type { FileSystem } from './found-values.ts';
import { helmfileUses, isHelmfile, isHelmfileDocument, listsReleases, writesOut } from './helmfile.ts';
import { isK3sChart, isK3sConfig, k3sUses } from './k3s.ts';
import { inflationUses, isChartGenerator, isKustomization, kustomizationUses } from './kustomization.ts';
import { type Certainty, isFileOf, type Layer } from './layers.ts';
import { findChartSource, findConfigMap, findNamesake, type ReferringFrom } from './referred.ts';
import { mayBeByHand, Repository } from './repository.ts';

/** What only files that deploy charts say. */
const DEPLOYS =
  /\b(?:HelmRelease|Application(?:Set)?|HelmChart|HelmChartInflationGenerator|OCIRepository|helmCharts?|helmChartInflationGenerator|releases)\b/;

/** A chart, or its folder, that only the generators of an ApplicationSet say. */
const GENERATED_CHART = /[\s{,](?:chart|path)["']?[ \t]*:[ \t]*["']?[^\s"']*\{\{/;

/** Folders of a chart that hold more values files. */
const VALUES_FOLDERS = new Set(['ci', 'values', 'environments']);

/** A use of a chart, and the file that it is in. */
interface PlacedUse {
  readonly file: string;
  readonly use: ChartReference;
}

/** What is known of the files around those that are looked at. Everything is read and looked up once. */
export class Neighbours {
  constructor(
    private readonly repository: Repository,
    private readonly chartNames: readonly string[],
    private readonly helm: HelmMajor,
  ) {}

  /** The text of a file, undefined if it cannot be read. @param path absolute */
  read = (path: string): string | undefined => this.repository.read(path);

  isInRepository = (path: string): boolean => this.repository.above(dirname(path)) !== undefined;

  /** Whether a file's path has one of some names: within its repository, else in the file's name or that of its folder. */
  isLikelyPlace(path: string, names: readonly string[]): boolean {
    const root = this.repository.above(dirname(path)) ?? dirname(dirname(path));
    return names.some((name) => path.slice(root.length).includes(name));
  }

  /** What the Chart.yaml of a folder says. */
  chartFolder(folder: string): ChartFolder {
    return this.repository.once(`chart ${folder}`, () =>
      readChartFolder(folder, this.chartNames, this.repository),
    );
  }

  /**
   * The chart whose values a folder holds: that of the Chart.yaml in it, or of one further up in the repository. A chart
   * further up counts only where it is an umbrella or the chart itself: other charts often hold a repository's files.
   */
  chartAround(folder: string): ChartFolder {
    const own = this.chartFolder(folder);
    if (own.kind !== 'none') return own;
    const repository = this.repository.above(folder);
    if (repository === folder || dirname(folder) === folder) return own;
    const above =
      repository === undefined ? this.chartFolder(dirname(folder)) : this.chartAround(dirname(folder));
    return above.kind === 'another' && !VALUES_FOLDERS.has(basename(folder)) ? own : above;
  }

  readonly umbrellaAt = (folder: string): readonly ChartReference[] =>
    this.chartNames === ANY_CHART
      ? [{ what: 'a release of a chart in a folder', layers: () => [] }]
      : usesOfFolder(this.chartFolder(folder));

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
      return helmfileUses(documents, chartNames, folder, this);
    return this.usesOfObjects(path, kubernetesObjects(documents));
  }

  /**
   * The uses of the charts by the documents of a file as they arrive in the cluster: an object that kustomizations of the
   * repository change counts as each of them makes it, and so does a patch; as it is written only where it arrives like that.
   */
  usesDeployed(path: string, documents: readonly OuterDocument[]): readonly ChartReference[] {
    if (isHelmfile(path) || documents.some(isHelmfileDocument)) return this.usesIn(path, documents);
    const deployed = this.deployedAround(dirname(path));
    const changed = deployed.changedWith(path).map(({ use }) => use);
    if (isKustomization(path)) return [...this.usesIn(path, documents), ...changed];
    const asWritten = kubernetesObjects(documents).filter((one) => deployed.isAsWritten(path, one.title));
    return [...this.usesOfObjects(path, asWritten), ...changed];
  }

  /** Whether a deployment of the repository changes an object with a file. @param path absolute */
  isChanged = (path: string): boolean => this.deployedAround(dirname(path)).changedWith(path).length > 0;

  /** What the repository deploys, else what a folder and the one above do. */
  private deployedAround(folder: string): DeployedObjects {
    const { repository } = this;
    const above = repository.above(folder);
    return repository.once(`deployed ${above ?? folder} ${this.chartNames.join()}`, () => {
      const files =
        above === undefined
          ? [folder, dirname(folder)].flatMap((one) => repository.filesIn(one))
          : repository.filesOfRepository(folder);
      const root = repository.rootOf(folder);
      const usesOf = (object: KubernetesObject, path: string, among: readonly KubernetesObject[]) =>
        this.usesOfObjects(path, [object], among).map((use) => ({ ...use, layers: lazy(use.layers) }));
      // To follow every kustomization takes seconds, and for charts that nothing deploys there is nothing to find.
      const mayDeploy = files.some((file) => isMentioned(repository.read(file) ?? '', this.wordsIn(folder)));
      return new DeployedObjects(
        deployments(mayDeploy ? files : [], root, repository, this.wordsIn),
        root,
        usesOf,
      );
    });
  }

  /** Words that a file about the charts has: their names, and those of the umbrella charts around a folder. */
  wordsIn = (folder: string): readonly string[] => [...this.chartNames, ...this.umbrellaNames(folder)];

  /** @param among where what the objects refer to may be */
  private usesOfObjects(
    path: string,
    objects: readonly KubernetesObject[],
    among: readonly KubernetesObject[] = objects,
  ): readonly ChartReference[] {
    const folder = dirname(path);
    const { chartNames, helm } = this;
    const root = this.repository.rootOf(folder);
    const umbrellaAt = (name: string): readonly ChartReference[] => this.umbrellaAt(join(root, name));
    const from: ReferringFrom = { repository: this.repository, objects: among, folder };
    const flux = (): FluxSurroundings => ({
      root,
      helm,
      umbrellaAt,
      findSource: (kind, name, namespace) => findChartSource(from, kind, name, namespace),
      findConfigMap: (map) => findConfigMap(from, map, helm),
    });
    const usesOf = (object: KubernetesObject): readonly ChartReference[] => {
      if (isFluxRelease(object)) return fluxUses(object, chartNames, flux());
      if (isArgoApplication(object))
        return argoUses(object, chartNames, { root, repository: this.repository, umbrellaAt, helm });
      const chart = isK3sConfig(object) ? findNamesake(from, object, 'HelmChart') : object;
      // One in the same file is looked at itself.
      if (chart && isK3sChart(chart) && (chart === object || !objects.includes(chart)))
        return k3sUses(chart, chartNames, helm, () => findNamesake(from, chart, 'HelmChartConfig'));
      if (!isChartGenerator(object)) return [];
      const inflation = { document: object.document, chart: object.root, path: object.path };
      return inflationUses(inflation, chartNames, folder);
    };
    return objects.flatMap((object) => {
      const unread = (object.unread ?? []).map((what): Layer => ({ kind: 'unread', what }));
      const uses = usesOf(object);
      return unread.length === 0
        ? uses
        : uses.map((use) => ({ ...use, layers: () => [...use.layers(), ...unread] }));
    });
  }

  /**
   * The uses in one file beside those that are looked at.
   * @param words of which it must have one, but for an ApplicationSet whose chart its generators say
   */
  private usesOfFile(path: string, words: readonly string[]): readonly ChartReference[] {
    return this.repository.once(`uses ${path} ${words.join()}`, () => {
      const text = this.repository.read(path);
      if (text === undefined || !mayBeByHand(text)) return [];
      if (!isKustomization(path) && !DEPLOYS.test(text)) return [];
      const isGenerated = text.includes('ApplicationSet') && GENERATED_CHART.test(text);
      return this.usesIn(path, this.repository.documents(path, isGenerated ? [''] : words));
    });
  }

  /** The uses that name a file for their values: in its folder and the one above, else anywhere in the repository. */
  usesNaming(path: string, certainty: Certainty = 'surely'): readonly ChartReference[] {
    const folder = dirname(path);
    const deployed = this.deployedAround(folder);
    const asWritten = (uses: readonly PlacedUse[]): readonly ChartReference[] =>
      uses
        .filter(({ file, use }) => isNaming(use, path, certainty) && deployed.isAsWritten(file, use.title))
        .map(({ use }) => use);
    const changed = deployed.changed.map(({ use }) => use).filter((use) => isNaming(use, path, certainty));
    const nearest = asWritten(this.usesNear(path));
    if (nearest.length > 0 || changed.length > 0) return [...nearest, ...changed];
    return asWritten(this.usesFarFrom(path));
  }

  /**
   * A helmfile that names a file, maybe for its values, and is a template that only helmfile reads: what it lays over the file
   * is unknown.
   * @param path absolute
   * @returns its path
   */
  templateNaming(path: string): string | undefined {
    const folder = dirname(path);
    const templates = this.repository.once(`templates around ${this.repository.above(folder)}`, () =>
      this.repository.filesOfRepository(folder).filter((file) => {
        const text = this.repository.read(file) ?? '';
        return (
          text.includes('{{') && listsReleases(text) && this.repository.documents(file, ['']).length === 0
        );
      }),
    );
    const isAbout = (text: string): boolean => isMentioned(text, this.wordsIn(folder));
    return templates.find((file) => {
      const text = this.repository.read(file) ?? '';
      return isAbout(text) && writesOut(text, path, dirname(file));
    });
  }

  /** Whether an object names a file for its values that takes others in all that the repository deploys of it. */
  isReplaced = (path: string): boolean =>
    this.usesNaming(path).length === 0 &&
    [...this.usesNear(path), ...this.usesFarFrom(path)].some(({ use }) => isNaming(use, path, 'surely'));

  private usesNear(path: string): readonly PlacedUse[] {
    const folder = dirname(path);
    const words = this.wordsIn(folder);
    return [folder, dirname(folder)]
      .flatMap((one) => this.usesInFolder(one, words))
      .filter(({ file }) => file !== path);
  }

  private usesFarFrom(path: string): readonly PlacedUse[] {
    const folder = dirname(path);
    return this.usesInRepository(folder, this.wordsIn(folder)).filter(({ file }) => file !== path);
  }

  private usesOfFiles(files: readonly string[], words: readonly string[]): readonly PlacedUse[] {
    return files.flatMap((file) => this.usesOfFile(file, words).map((use) => ({ file, use })));
  }

  private usesInFolder(folder: string, words: readonly string[]): readonly PlacedUse[] {
    return this.repository.once(`uses in ${folder} ${words.join()}`, () =>
      this.usesOfFiles(
        [...this.repository.filesIn(folder), ...this.repository.filesIn(join(folder, 'helmfile.d'))],
        words,
      ),
    );
  }

  private usesInRepository(folder: string, words: readonly string[]): readonly PlacedUse[] {
    return this.repository.once(`uses around ${this.repository.above(folder)} ${words.join()}`, () =>
      this.usesOfFiles(this.repository.filesOfRepository(folder), words),
    );
  }

  /** The umbrella charts around a folder: where they are deployed their folders are named, and not what they depend on. */
  private umbrellaNames(folder: string): readonly string[] {
    const around = this.chartAround(folder);
    const own = around.kind === 'umbrella' ? [basename(around.folder)] : [];
    const others = this.repository.once(`umbrellas ${this.repository.above(folder)}`, () =>
      this.repository
        .filesOfRepository(folder)
        .filter((file) => basename(file) === 'Chart.yaml')
        .map((file) => dirname(file))
        .filter((one) => this.chartFolder(one).kind === 'umbrella')
        .map((one) => basename(one)),
    );
    return [...new Set([...own, ...others])];
  }

  /** The releases of Flux and Argo CD in the files of a folder. */
  releasesIn(folder: string): readonly ChartReference[] {
    const { repository, chartNames } = this;
    // Every file of the folder asks.
    return repository.once(`releases in ${folder} ${chartNames.join()}`, () =>
      repository
        .filesIn(folder)
        .filter((file) => !isKustomization(file) && !isHelmfile(file))
        .flatMap((file) => this.usesOfFile(file, chartNames)),
    );
  }
}

const isNaming = ({ layers }: ChartReference, path: string, certainty: Certainty): boolean =>
  layers().some((layer) => isFileOf(layer, path, certainty));

const isMentioned = (text: string, words: readonly string[]): boolean =>
  words.some((word) => text.includes(word));

interface Surroundings {
  readonly repository: Repository;
  readonly neighbours: Map<string, Neighbours>;
}

const all = new WeakMap<FileSystem, Surroundings>();

/** What surrounds the files of a run: the same as long as its file system lives. */
export function neighboursOf(around: FileSystem, chartNames: readonly string[], helm: HelmMajor): Neighbours {
  const known = all.get(around) ?? { repository: new Repository(around), neighbours: new Map() };
  all.set(around, known);
  const key = [helm, ...chartNames].join('\n');
  const own = known.neighbours.get(key) ?? new Neighbours(known.repository, chartNames, helm);
  known.neighbours.set(key, own);
  return own;
}
