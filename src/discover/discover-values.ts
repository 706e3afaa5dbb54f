import { basename, dirname, join, relative, resolve } from 'node:path';
import { either } from '../english.ts';
import type { WrittenValues } from '../values/read-values.ts';
import type { HelmMajor, MapNode } from '../values/tree.ts';
import { usesOfFolder } from './chart-folder.ts';
import { type ChartReference, keysOf, partOfUmbrella } from './chart-reference.ts';
import { describeObjects, isKubernetesObject, kubernetesObjects, readOuterDocuments } from './documents.ts';
import type { Discovery, FileSystem, FoundValues, GivenFile } from './found-values.ts';
import { isHelmfile, isHelmfileDocument, isOfEnvironment, listsReleases } from './helmfile.ts';
import { isKustomization } from './kustomization.ts';
import { isFileOf, type Layer } from './layers.ts';
import { discoverNamed, discoverPerhapsNamed, usesNaming } from './named-values.ts';
import {
  asTemplate,
  brokenOr,
  isRenderedFirst,
  isStated,
  mentions,
  passedOver,
  unrelatedKinds,
} from './unlike-values.ts';
import { discoverUses, type SourceFile, sourceFileOf } from './uses-values.ts';

/**
 * The values of charts that a file holds, wherever in it, and which chart and version they are for as far as the file and
 * its neighbours say. Where something names all layers of a release, these are merged in the order of the tool that it is
 * for: the values are those of the release, and not of the file alone.
 * @param chartNames as dependencies and releases name the charts
 * @param around what is found in a folder is remembered as long as this object lives
 */
export function discoverValues(
  file: GivenFile,
  chartNames: readonly string[],
  helm: HelmMajor,
  around: FileSystem,
): Discovery {
  const source = sourceFileOf(file, chartNames, helm, around);
  const other = passedOver(source);
  if (other !== undefined) return { kind: 'other', what: other };
  if (isHelmfile(source.path)) return discoverIn(source, 'a helmfile');
  if (isKustomization(source.path)) return discoverIn(source, 'a kustomization');
  if (isRenderedFirst(source))
    return { kind: 'other', what: 'a template, which another program renders first' };
  return (mayHoldObjects(file.text) && discoverObjects(source)) || discoverValuesFile(source, around);
}

/** Values files and flags that are merged already, as Helm merges them. */
export interface MergedValues extends WrittenValues {
  /** Absolute, in the order of their weight. */
  readonly files: readonly GivenFile[];
  /** How they are shown together. */
  readonly name: string;
  /** The chart that they are given to, where somebody named its folder. */
  readonly chart?: { readonly name: string; readonly path: string };
}

/**
 * The values of charts in merged files: where they are given to an umbrella chart, or the first file lies in or below one, that
 * chart's values.yaml lies under them, and a dependency gets what is under its key.
 */
export function discoverMerged(
  { files, name, chart: given, ...merged }: MergedValues,
  chartNames: readonly string[],
  helm: HelmMajor,
  around: FileSystem,
): Discovery {
  const [first] = files;
  const beside = given ?? { name: '', path: '/' };
  const none = { name: join(beside.name, 'Chart.yaml'), path: join(beside.path, 'Chart.yaml'), text: '' };
  const last = files.at(-1) ?? none;
  const source = sourceFileOf(last, chartNames, helm, around);
  const { neighbours } = source;
  const aroundFirst = first && neighbours.chartAround(dirname(resolve(first.path)));
  const chart = given ? neighbours.chartFolder(given.path) : aroundFirst;
  const layer: Layer = { kind: 'values', file: last.name, prefix: [], ...merged };
  const own = new Set(files.map(({ path }) => resolve(path)));
  const uses = (chart ? usesOfFolder(chart) : []).map((use) => ({
    ...use,
    layers: () => [...use.layers().filter((one) => one.kind !== 'file' || !own.has(one.path)), layer],
  }));
  const plain: ChartReference = { what: notOfCharts(source), layers: () => [layer] };
  const found = discoverUses(source, uses.length > 0 ? uses : [plain], '');
  if (found.kind !== 'values') return found;
  return { ...found, values: found.values.map((one) => ({ ...one, name })) };
}

/** The values below a key, as the dependency of an umbrella chart gets them. */
export function belowKey(found: FoundValues, key: string): FoundValues {
  const within = (values: MapNode): MapNode => {
    const part = partOfUmbrella({ values, duplicates: [] }, [key]);
    return part.ok ? part.value.values : values;
  };
  const part = partOfUmbrella(found, [key]);
  return {
    ...found,
    values: within(found.values),
    duplicates: part.ok ? part.value.duplicates : found.duplicates,
    prefix: [...found.prefix, key],
    below: [key],
    parts: found.parts.map((one) => ({ ...one, prefix: [...one.prefix, key] })),
    with: (unread) => within(found.with({ ...unread, entries: new Map([[key, unread]]) })),
    readByHelm: [['enabled']],
    chartName: key,
  };
}

/** @param what the file where none of its uses has values */
function discoverIn(source: SourceFile, what: string): Discovery {
  const read = readOuterDocuments(source);
  if (read.ok)
    return discoverUses(
      source,
      source.neighbours.usesDeployed(source.path, read.value),
      `${what} without ${either(source.chartNames)}`,
    );
  return (
    asTemplate(source, what) ?? {
      kind: 'broken',
      error: read.error,
      isClaimed: mentions(source.text, source.tellingNames),
    }
  );
}

const mayHoldObjects = (text: string): boolean => /^(?:kind|"kind"|'kind')[ \t]*:/m.test(text);

/** Undefined if the file holds no Kubernetes object after all. */
function discoverObjects(source: SourceFile): Discovery | undefined {
  const unrelated = isUnrelated(source) ? unrelatedKinds(source.text) : undefined;
  if (unrelated) return { kind: 'other', what: describeObjects(unrelated) };
  const read = readOuterDocuments(source);
  if (!read.ok) return brokenOr(source, read.error, mentions(source.text, source.tellingNames));
  const objects = kubernetesObjects(read.value);
  if (objects.length === 0) return undefined;
  const own = source.neighbours.usesDeployed(source.path, read.value);
  // A HelmRelease elsewhere may take its values from a ConfigMap here.
  const isNamed = own.length === 0 && objects.some(({ kind }) => kind === 'ConfigMap');
  const naming = isNamed ? source.neighbours.usesNaming(source.path) : [];
  if (naming.length > 0) return discoverNamed(source, naming);
  return discoverUses(source, own, describeObjects(objects));
}

/** Whether neither a file itself nor a deployment of the repository says that its objects are about the charts. */
const isUnrelated = (source: SourceFile): boolean =>
  !isStated(source) &&
  source.keys !== undefined &&
  !mentions(source.text, source.neighbours.wordsIn(source.folder)) &&
  !source.neighbours.isChanged(source.path);

function discoverValuesFile(source: SourceFile, around: FileSystem): Discovery {
  const { neighbours, folder } = source;
  const naming = source.layers.length > 0 ? statedUses(source) : usesNaming(source, around, 'surely');
  if (naming.length > 0) return discoverNamed(source, naming);
  if (!isStated(source) && neighbours.isReplaced(source.path))
    return { kind: 'other', what: 'values that no kustomization deploys, as each takes others instead' };
  const perhaps = discoverPerhapsNamed(source, around);
  if (perhaps) return perhaps;
  if (!isStated(source) && isOfEnvironment(source.path, (path) => neighbours.read(path)))
    return { kind: 'other', what: 'values of an environment of helmfile' };
  const chart = neighbours.chartAround(folder);
  if (chart.kind === 'another' && !isStated(source) && neighbours.chartFolder(folder).kind === 'another')
    return {
      kind: 'other',
      what: `values of a chart that does not itself depend on ${either(source.chartNames)}`,
    };
  const uses = chart.kind === 'umbrella' ? usesOfFolder(chart) : [];
  const keys = uses.flatMap(({ dependency }) => keysOf(dependency));
  if (!isStated(source) && !mayHoldValues(source) && !mentions(source.text, keys))
    return { kind: 'other', what: notOfCharts(source) };
  if (chart.kind === 'umbrella') return discoverUmbrella(source, uses);
  if (chart.kind === 'itself')
    return discoverUses(
      source,
      usesOfFolder(chart).map((use) => withOwnFile(use, source)),
      '',
    );
  return discoverPlain(source);
}

/** What the config says is given to Helm together. */
const statedUses = (source: SourceFile): readonly ChartReference[] =>
  source.layers.map((files) => {
    const { version } = releaseBeside(source) ?? {};
    return {
      what: 'a release of the config',
      layers: () => files.map((path): Layer => ({ kind: 'file', path })),
      ...(version && { version }),
    };
  });

const notOfCharts = ({ chartNames }: SourceFile): string => `no values of ${either(chartNames)}`;

/** Whether a text has keys of the charts, or the name of one: what has neither, in a repository, is not parsed. */
function mayHoldValues({ text, keys, path, tellingNames, neighbours }: SourceFile): boolean {
  if (keys === undefined || !neighbours.isInRepository(path)) return true;
  if (neighbours.isLikelyPlace(path, tellingNames) || mentions(text, tellingNames)) return true;
  return keys.some((own) => own.every((key) => text.includes(key)));
}

const ownFile = ({ path }: SourceFile): Layer => ({ kind: 'file', path });

/** A use with the file on top, and what a helmfile that cannot be read lays over it. */
const withOwnFile = (use: ChartReference, source: SourceFile): ChartReference => ({
  ...use,
  layers: () => {
    const layers = use.layers();
    const isThere = layers.some((one) => isFileOf(one, source.path));
    return [...layers, ...(isThere ? [] : [ownFile(source)]), ...layersAbove(source)];
  },
});

function layersAbove({ path, name, folder, neighbours }: SourceFile): readonly Layer[] {
  const template = neighbours.templateNaming(path);
  return template === undefined
    ? []
    : [{ kind: 'unread', what: join(dirname(name), relative(folder, template)) }];
}

/** A file of an umbrella chart: its values.yaml, or one that is laid over it. */
function discoverUmbrella(source: SourceFile, uses: readonly ChartReference[]): Discovery {
  const isOwn = uses.some((use) => use.layers().some((layer) => isFileOf(layer, source.path)));
  if (!isOwn) {
    const read = source.values();
    if (!read.ok) return brokenOr(source, read.error, mentions(source.text, source.tellingNames));
    if (isKubernetesObject(read.value.values))
      return discoverObjects(source) ?? { kind: 'other', what: 'an object' };
    if (documentsAreHelmfile(source)) return discoverIn(source, 'a helmfile');
    const outermost = uses.flatMap(({ dependency }) => dependency?.links[0] ?? []);
    const keys = new Set(outermost.flatMap(({ key, ignoredName = key }) => [key, ignoredName]));
    const isOfThem = [...read.value.values.entries.keys()].some((key) => keys.has(key) || key === 'global');
    if (!isOfThem) return { kind: 'other', what: `no values of ${either(outermost.map(({ key }) => key))}` };
  }
  return discoverUses(
    source,
    uses.map((use) => withOwnFile(use, source)),
    '',
  );
}

function documentsAreHelmfile(source: SourceFile): boolean {
  // Most files say it nowhere; one with escapes may say it in another way.
  if (!/releases|\\/.test(source.text)) return false;
  const read = readOuterDocuments(source);
  return read.ok && read.value.some(isHelmfileDocument);
}

/** A values file that nothing names. */
function discoverPlain(source: SourceFile): Discovery {
  const read = source.values();
  const isLikely = source.neighbours.isLikelyPlace(source.path, source.tellingNames);
  const isInRepository = source.neighbours.isInRepository(source.path);
  // Whoever names a file that is no YAML outside of any repository means it.
  const isClaimed = isLikely || !isInRepository;
  if (!read.ok) {
    const template = listsReleases(source.text) ? asTemplate(source, 'a helmfile') : undefined;
    return template ?? brokenOr(source, read.error, isClaimed);
  }
  if (isKubernetesObject(read.value.values)) {
    const found = discoverObjects(source);
    if (found) return found;
  }
  if (documentsAreHelmfile(source)) return discoverIn(source, 'a helmfile');
  const { chart, version } = releaseBeside(source) ?? {};
  const use: ChartReference = {
    what: notOfCharts(source),
    layers: () => [...layersBelow(source), ownFile(source), ...layersAbove(source)],
    ...(version && { version }),
  };
  const found = discoverUses(source, [use], '');
  if (found.kind === 'broken') return { ...found, isClaimed };
  if (found.kind !== 'values') return found;
  const beside = chart === undefined ? {} : { chartBeside: chart };
  return {
    kind: 'values',
    values: found.values.map((one) => ({
      ...one,
      ...beside,
      isLikely: isLikely || chart !== undefined,
      isInRepository,
      isKnownByKeys: !isClaimed && chart === undefined && source.keys !== undefined && !isStated(source),
    })),
  };
}

/** `values-production.yaml` beside `values.yaml` is likely laid over it, but nothing says so. */
function layersBelow({ path, folder, neighbours, tellingNames }: SourceFile): readonly Layer[] {
  const [, base] = /^(values)[-._].+\.ya?ml$/.exec(basename(path)) ?? [];
  const below = ['values.yaml', 'values.yml'].find(
    (name) => base !== undefined && mentions(neighbours.read(join(folder, name)) ?? '', tellingNames),
  );
  return below === undefined ? [] : [{ kind: 'unread', what: below }];
}

/** The one release in the same folder; of several, none can be told to be meant. */
function releaseBeside({ folder, neighbours, chartNames, modeline }: SourceFile): ChartReference | undefined {
  // With one chart only its version is of interest.
  if (modeline.chart && chartNames.length === 1) return undefined;
  const [release, ...others] = neighbours.releasesIn(folder);
  return others.length === 0 ? release : undefined;
}
