import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { HelmMajor, ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, isFolder, laidOver } from './chart-reference.ts';
import { type VersionHint, writtenVersion } from './chart-version.ts';
import type { TakenValue } from './config-maps.ts';
import { itemsField, type KubernetesObject, mapField, textField, whereWritten } from './documents.ts';
import { type Layer, layerOfObject, pathSet } from './layers.ts';

/** What a release takes of a ConfigMap, in its namespace where it says its own. */
export interface ConfigMapName extends TakenValue {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** What a release of Flux refers to, wherever it is found. */
export interface FluxSurroundings {
  /** The root of the repository, absolute. */
  readonly root: string;
  readonly findSource: (
    kind: string,
    name: string,
    namespace: string | undefined,
  ) => FluxChartSource | undefined;
  /** What a ConfigMap of a name holds under a key, where the repository has it. */
  readonly findConfigMap: (map: ConfigMapName) => readonly Layer[];
  /** The references to the dependencies of an umbrella chart in a folder of the repository. */
  readonly umbrellaAt: (folder: string) => readonly ChartReference[];
  readonly helm: HelmMajor;
}

export const isFluxRelease = ({ group, kind }: KubernetesObject): boolean =>
  group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease';

/**
 * A Flux HelmRelease (helm.toolkit.fluxcd.io v2) as uses of one of the charts, none if it is of another. Flux lays
 * `valuesFrom` over each other in their order, and `values` over all of them.
 */
export function fluxUses(
  release: KubernetesObject,
  chartNames: readonly string[],
  around: FluxSurroundings,
): readonly ChartReference[] {
  const { root, title, kind } = release;
  const isPatch =
    mapField(root, 'spec', 'chart') === undefined && mapField(root, 'spec', 'chartRef') === undefined;
  const names = { release: releaseName(release), ...namespaceOf(release) };
  const folder = folderOf(release);
  if (folder !== undefined) {
    const uses = around.umbrellaAt(folder).map((use) => withValuesFiles(use, release, around));
    return laidOver(uses, { title, ...names }, () => layersOf(release, around));
  }
  const layers = (): readonly Layer[] => [
    ...(isPatch ? [{ kind: 'unread' as const, what: 'the HelmRelease that it patches' }] : []),
    ...(valuesFilesOf(release, around).length > 0
      ? [{ kind: 'unread' as const, what: 'the valuesFiles in the chart' }]
      : []),
    ...layersOf(release, around),
  ];
  const chart = chartOf(release, chartNames, around);
  if (!chart && !isPatch) return [];
  const what = `${kind === 'HelmRelease' ? 'a HelmRelease' : kind}${chart ? ` of ${chart.chart}` : ''}`;
  return [{ title, what, layers, ...names, ...chart }];
}

/** The folder of a chart in a Git repository or a bucket; `./` in front of it changes nothing. */
function folderOf({ root }: KubernetesObject): string | undefined {
  const chart = textField(root, 'spec', 'chart', 'spec', 'chart');
  const source = textField(root, 'spec', 'chart', 'spec', 'sourceRef', 'kind');
  const isPath = source === 'GitRepository' || source === 'Bucket';
  return chart !== undefined && (isPath || isFolder(chart)) ? chart : undefined;
}

const namespaceOf = ({ root }: KubernetesObject): Pick<ChartReference, 'namespace'> => {
  const namespace = textField(root, 'spec', 'targetNamespace') ?? textField(root, 'metadata', 'namespace');
  return namespace === undefined ? {} : { namespace };
};

const LONGEST_NAME = 53;

/**
 * The name that Flux gives the Helm release: `releaseName`, else the object's with `targetNamespace` before it; a longer
 * one than Helm takes is cut to 40 characters and a hash (helm-controller's ShortenName).
 */
export function releaseName({ root, name }: KubernetesObject): string {
  const given = textField(root, 'spec', 'releaseName');
  const target = textField(root, 'spec', 'targetNamespace');
  const composed = given ?? (target === undefined ? name : `${target}-${name}`);
  if (composed.length <= LONGEST_NAME) return composed;
  return `${composed.slice(0, 40)}-${createHash('sha256').update(composed).digest('hex').slice(0, 12)}`;
}

/** The `valuesFiles` of a release's chart, or of the HelmChart that it refers to. */
const valuesFilesOf = (release: KubernetesObject, around: FluxSurroundings): readonly ValueNode[] => [
  ...itemsField(release.root, 'spec', 'chart', 'spec', 'valuesFiles'),
  ...itemsField(referredSource(release, around)?.object.root, 'spec', 'valuesFiles'),
];

/**
 * The use of a chart in the repository with `valuesFiles`, of which Flux makes the values.yaml of the chart, in place of its
 * own; their paths are from the root of the repository (source-controller's mergeFileValues and OverwriteChartDefaultValues).
 */
function withValuesFiles(
  use: ChartReference,
  release: KubernetesObject,
  around: FluxSurroundings,
): ChartReference {
  const given = valuesFilesOf(release, around).flatMap((one) => textField(one) ?? []);
  if (given.length === 0) return use;
  const missing = mapField(release.root, 'spec', 'chart', 'spec', 'ignoreMissingValuesFiles');
  const isOptional = missing?.kind === 'scalar' && missing.value === true;
  const isUmbrella = use.dependency !== undefined;
  const files = given.map((name): Layer => {
    const path = join(around.root, name);
    return name.includes('${')
      ? { kind: 'unread', what: name }
      : { kind: 'file', path, isOptional, ...(isUmbrella && { isOfChart: true, under: [] }) };
  });
  const isReplaced = (layer: Layer): boolean =>
    layer.kind === 'file' && layer.isOfChart === true && layer.under?.length === 0;
  // A copy of a chart is known by its values.yaml, over which all others lie.
  const isKnown = (layer: Layer): boolean =>
    layer.kind === 'file' && layer.path === use.defaults && !isUmbrella;
  return {
    ...use,
    layers: () => [
      ...use.layers().filter((one) => !isReplaced(one)),
      ...files.filter((one) => !isKnown(one)),
    ],
  };
}

/** The layers of a HelmRelease over those of its chart: `valuesFrom` in order, `values`. */
function layersOf(release: KubernetesObject, around: FluxSurroundings): readonly Layer[] {
  const { root } = release;
  const namespace = textField(root, 'metadata', 'namespace');
  const from = itemsField(root, 'spec', 'valuesFrom').flatMap((one): readonly Layer[] => {
    const kind = textField(one, 'kind') ?? 'object';
    const name = textField(one, 'name') ?? '';
    const target = textField(one, 'targetPath');
    const key = textField(one, 'valuesKey') ?? 'values.yaml';
    const literal = mapField(one, 'literal');
    const isLiteral = literal?.kind === 'scalar' && literal.value === true;
    const taken = { key, isLiteral, ...(target !== undefined && { target }) };
    const found = kind === 'ConfigMap' ? around.findConfigMap({ name, namespace, ...taken }) : [];
    if (found.length > 0) return found;
    return [
      { kind: 'unread', what: `${kind} ${name}`, ...(target !== undefined && { path: pathSet(target) }) },
    ];
  });
  return [...from, ...layerOfObject(mapField(root, 'spec', 'values'), ['spec', 'values'], release)];
}

type FluxChart = Required<Pick<ChartReference, 'chart'>> & Pick<ChartReference, 'version'>;

function chartOf(
  release: KubernetesObject,
  chartNames: readonly string[],
  around: FluxSurroundings,
): FluxChart | undefined {
  const template = mapField(release.root, 'spec', 'chart', 'spec');
  if (template === undefined) return referredChart(release, chartNames, around);
  const chart = chartIn(textField(template, 'chart'), chartNames);
  if (chart === undefined) return undefined;
  const node = mapField(template, 'version');
  const version = writtenVersion(node, whereWritten(release, node).file, 'HelmRelease');
  return { chart, ...(version && { version }) };
}

function referredChart(
  release: KubernetesObject,
  chartNames: readonly string[],
  around: FluxSurroundings,
): FluxChart | undefined {
  const name = textField(release.root, 'spec', 'chartRef', 'name');
  if (name === undefined) return undefined;
  const source = referredSource(release, around);
  // What is out of sight is known by its name alone.
  const chart = chartNames.includes(name) && !source ? name : chartIn(source?.chart, chartNames);
  if (chart === undefined) return undefined;
  return { chart, ...(source?.version && { version: source.version }) };
}

function referredSource(
  { root }: KubernetesObject,
  { findSource }: FluxSurroundings,
): FluxChartSource | undefined {
  const name = textField(root, 'spec', 'chartRef', 'name');
  const kind = textField(root, 'spec', 'chartRef', 'kind') ?? 'OCIRepository';
  const namespace =
    textField(root, 'spec', 'chartRef', 'namespace') ?? textField(root, 'metadata', 'namespace');
  return name === undefined ? undefined : findSource(kind, name, namespace);
}

/** A Flux object that says where a chart comes from and in which version. */
export interface FluxChartSource {
  readonly object: KubernetesObject;
  readonly kind: string;
  readonly name: string;
  /** The chart, or a URL that ends in it. */
  readonly chart: string;
  readonly version?: VersionHint;
}

/** The OCIRepository and HelmChart objects (source.toolkit.fluxcd.io) among objects. */
export const fluxChartSources = (objects: readonly KubernetesObject[]): readonly FluxChartSource[] =>
  objects.flatMap((object) => sourceOf(object) ?? []);

function sourceOf(object: KubernetesObject): FluxChartSource | undefined {
  const { group, kind, name, root } = object;
  if (group !== 'source.toolkit.fluxcd.io') return undefined;
  const chart = textField(root, 'spec', kind === 'OCIRepository' ? 'url' : 'chart');
  if (chart === undefined || (kind !== 'OCIRepository' && kind !== 'HelmChart')) return undefined;
  const node = versionNode(object);
  const version = writtenVersion(node, whereWritten(object, node).file, kind);
  return { object, kind, name, chart, ...(version && { version }) };
}

/** Flux takes the range before the tag. */
function versionNode({ kind, root }: KubernetesObject) {
  if (kind === 'HelmChart') return mapField(root, 'spec', 'version');
  return mapField(root, 'spec', 'ref', 'semver') ?? mapField(root, 'spec', 'ref', 'tag');
}
