import { type ChartUse, refersTo, valuesAt } from './chart-use.ts';
import type { FluxChartSource } from './flux-chart-source.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { field, textField } from './outer-document.ts';
import { type WrittenVersion, writtenVersion } from './written-version.ts';

/** Finds the object that a HelmRelease refers to by kind and name. */
export type FindSource = (kind: string, name: string) => FluxChartSource | undefined;

export const isFluxRelease = ({ group, kind }: KubernetesObject): boolean =>
  group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease';

/** A Flux HelmRelease (helm.toolkit.fluxcd.io v2) as a use of the chart, undefined where it is of another chart. */
export function fluxRelease(
  release: KubernetesObject,
  chartName: string,
  findSource: FindSource,
): ChartUse | undefined {
  const chart = chartOf(release, chartName, findSource);
  if (!chart) return undefined;
  const { document, root, title } = release;
  const what = `a HelmRelease of ${chartName} that sets no values`;
  const values = () => valuesAt(document, field(root, 'spec', 'values'), ['spec', 'values'], what);
  return { title, files: [], values, ...chart };
}

type FluxChart = { readonly version?: WrittenVersion };

function chartOf(
  release: KubernetesObject,
  chartName: string,
  findSource: FindSource,
): FluxChart | undefined {
  const template = field(release.root, 'spec', 'chart', 'spec');
  if (template === undefined) return referredChart(release, chartName, findSource);
  if (!refersTo(textField(template, 'chart'), chartName)) return undefined;
  const version = writtenVersion(field(template, 'version'), release.document.file, 'HelmRelease');
  return version ? { version } : {};
}

function referredChart(
  { root }: KubernetesObject,
  chartName: string,
  findSource: FindSource,
): FluxChart | undefined {
  const name = textField(root, 'spec', 'chartRef', 'name');
  if (name === undefined) return undefined;
  const source = findSource(textField(root, 'spec', 'chartRef', 'kind') ?? 'OCIRepository', name);
  // What is out of sight is known by its name alone.
  if (!source) return name === chartName ? {} : undefined;
  if (!refersTo(source.chart, chartName)) return undefined;
  return source.version ? { version: source.version } : {};
}
