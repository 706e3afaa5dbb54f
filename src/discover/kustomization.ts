import { basename, join } from 'node:path';
import type { ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, laidOver } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, type KubernetesObject, mapField, type OuterDocument, textField } from './documents.ts';
import { fileLayer, type Layer, layerAt } from './layers.ts';

/** What kustomize calls its file. */
export const KUSTOMIZATION_NAMES: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** What the kustomization in a folder may be called. */
export const kustomizationFiles = (folder: string): readonly string[] =>
  KUSTOMIZATION_NAMES.map((name) => join(folder, name));

export const isKustomization = (path: string): boolean => KUSTOMIZATION_NAMES.includes(basename(path));

/** A generator in a file of its own has the fields of an item of `helmCharts`. */
export const isChartGenerator = ({ kind }: KubernetesObject): boolean =>
  kind === 'HelmChartInflationGenerator';

/**
 * The charts that a kustomization inflates: `helmCharts`, and `helmChartInflationGenerator` of kustomize 4.
 * @param folder absolute; what its paths start from
 * @param umbrellaAt the references to the dependencies of an umbrella chart in a folder
 */
export const kustomizationUses = (
  document: OuterDocument,
  chartNames: readonly string[],
  folder: string,
  umbrellaAt: (folder: string) => readonly ChartReference[],
): readonly ChartReference[] => {
  const home = textField(document.values, 'helmGlobals', 'chartHome') ?? 'charts';
  return ['helmCharts', 'helmChartInflationGenerator'].flatMap((key) =>
    itemsField(document.values, key).flatMap((chart, at) =>
      inflationUses({ document, chart, path: [key, String(at)] }, chartNames, folder, (name) =>
        umbrellaAt(join(folder, home, name)),
      ),
    ),
  );
};

interface Inflation {
  readonly document: OuterDocument;
  readonly chart: ValueNode;
  readonly path: readonly string[];
}

/** One chart that kustomize inflates. @param umbrellaCalled the dependencies of an umbrella chart of a name */
export function inflationUses(
  inflation: Inflation,
  chartNames: readonly string[],
  folder: string,
  umbrellaCalled: (name: string) => readonly ChartReference[] = () => [],
): readonly ChartReference[] {
  const { document, chart } = inflation;
  const written = textField(chart, 'name') ?? textField(chart, 'chartName');
  const layers = () => layersOf(inflation, folder);
  const namespace = textField(chart, 'namespace') ?? textField(chart, 'releaseNamespace');
  const release = textField(chart, 'releaseName');
  const own = {
    ...(namespace !== undefined && { namespace }),
    ...(release !== undefined && { release }),
  };
  const titled = (name: string) =>
    `chart ${namespace === undefined ? '' : `${namespace}/`}${release ?? name}`;
  const name = chartIn(written, chartNames);
  if (name === undefined)
    return written === undefined
      ? []
      : laidOver(umbrellaCalled(written), { ...own, title: titled(written) }, layers);
  const version = writtenVersion(
    mapField(chart, 'version') ?? mapField(chart, 'chartVersion'),
    document.file,
  );
  const what = `a kustomization with ${name}`;
  return [{ chart: name, title: titled(name), what, ...own, layers, ...(version && { version }) }];
}

/**
 * Kustomize merges `valuesInline` into the values file — over it, or under it with `valuesMerge: merge`, or instead of it —
 * and lays the additional files over both. `values` of the older form names a file, too.
 */
function layersOf({ document, chart, path }: Inflation, folder: string): readonly Layer[] {
  const toLayer = (node: ValueNode | undefined): readonly Layer[] => {
    const name = textField(node);
    return name === undefined ? [] : [fileLayer(join(folder, name), name)];
  };
  const file = [mapField(chart, 'valuesFile'), mapField(chart, 'values')].flatMap(toLayer);
  const node = mapField(chart, 'valuesInline');
  const inline = layerAt(node, [...path, 'valuesInline'], document);
  const merge = textField(chart, 'valuesMerge');
  const first =
    merge === 'merge'
      ? [...inline, ...file]
      : merge === 'replace' && inline.length > 0
        ? inline
        : [...file, ...inline];
  return [...first, ...itemsField(chart, 'additionalValuesFiles').flatMap(toLayer)];
}

/** What a kustomization takes in: files, folders and addresses. */
export const resourceFiles = (
  { values }: Pick<OuterDocument, 'values'>,
  keys: readonly ('resources' | 'bases' | 'components')[],
): readonly string[] => keys.flatMap((key) => itemsField(values, key).flatMap((one) => textField(one) ?? []));
