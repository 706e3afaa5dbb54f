import { type ChartReference, chartIn, valuesAt } from './chart-reference.ts';
import { type VersionHint, writtenVersion } from './chart-version.ts';
import { type KubernetesObject, mapField, textField } from './documents.ts';

/** Finds the object that a HelmRelease refers to by kind and name. */
type FindSource = (kind: string, name: string) => FluxChartSource | undefined;

export const isFluxRelease = ({ group, kind }: KubernetesObject): boolean =>
  group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease';

/** A Flux HelmRelease (helm.toolkit.fluxcd.io v2) as a use of one of the charts, undefined if it is of another. */
export function fluxRelease(
  release: KubernetesObject,
  chartNames: readonly string[],
  findSource: FindSource,
): ChartReference | undefined {
  const found = chartOf(release, chartNames, findSource);
  if (!found) return undefined;
  const { document, root, title } = release;
  const what = `a HelmRelease of ${found.chart} that sets no values`;
  const values = () => valuesAt(document, mapField(root, 'spec', 'values'), ['spec', 'values'], what);
  return { title, files: [], values, ...found };
}

type FluxChart = Pick<ChartReference, 'chart' | 'version'>;

function chartOf(
  release: KubernetesObject,
  chartNames: readonly string[],
  findSource: FindSource,
): FluxChart | undefined {
  const template = mapField(release.root, 'spec', 'chart', 'spec');
  if (template === undefined) return referredChart(release, chartNames, findSource);
  const chart = chartIn(textField(template, 'chart'), chartNames);
  if (chart === undefined) return undefined;
  const version = writtenVersion(mapField(template, 'version'), release.document.file, 'HelmRelease');
  return { chart, ...(version && { version }) };
}

function referredChart(
  { root }: KubernetesObject,
  chartNames: readonly string[],
  findSource: FindSource,
): FluxChart | undefined {
  const name = textField(root, 'spec', 'chartRef', 'name');
  if (name === undefined) return undefined;
  const source = findSource(textField(root, 'spec', 'chartRef', 'kind') ?? 'OCIRepository', name);
  // What is out of sight is known by its name alone.
  const chart = chartNames.includes(name) && !source ? name : chartIn(source?.chart, chartNames);
  if (chart === undefined) return undefined;
  return { chart, ...(source?.version && { version: source.version }) };
}

/** A Flux object that says where a chart comes from and in which version. */
export interface FluxChartSource {
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
  const { group, kind, name, root, document } = object;
  if (group !== 'source.toolkit.fluxcd.io') return undefined;
  const chart = textField(root, 'spec', kind === 'OCIRepository' ? 'url' : 'chart');
  if (chart === undefined || (kind !== 'OCIRepository' && kind !== 'HelmChart')) return undefined;
  const version = writtenVersion(versionNode(object), document.file, kind);
  return { kind, name, chart, ...(version && { version }) };
}

/** Flux takes the range before the tag. */
function versionNode({ kind, root }: KubernetesObject) {
  if (kind === 'HelmChart') return mapField(root, 'spec', 'version');
  return mapField(root, 'spec', 'ref', 'semver') ?? mapField(root, 'spec', 'ref', 'tag');
}
