import { basename } from 'node:path';
import type { ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, valuesAt } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, mapField, type OuterDocument, textField } from './documents.ts';

/** What kustomize calls its file. */
export const KUSTOMIZATION_NAMES: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

export const isKustomization = (path: string): boolean => KUSTOMIZATION_NAMES.includes(basename(path));

/** The charts that a kustomization inflates: `helmCharts`, and `helmChartInflationGenerator` of kustomize 4. */
export const kustomizationUses = (
  document: OuterDocument,
  chartNames: readonly string[],
): readonly ChartReference[] =>
  ['helmCharts', 'helmChartInflationGenerator'].flatMap((key) =>
    itemsField(document.values, key).flatMap(
      (chart, at) => useOf(document, chart, [key, String(at)], chartNames) ?? [],
    ),
  );

function useOf(
  document: OuterDocument,
  chart: ValueNode,
  path: readonly string[],
  chartNames: readonly string[],
): ChartReference | undefined {
  const name = chartIn(textField(chart, 'name') ?? textField(chart, 'chartName'), chartNames);
  if (name === undefined) return undefined;
  const version = writtenVersion(
    mapField(chart, 'version') ?? mapField(chart, 'chartVersion'),
    document.file,
  );
  const what = `a kustomization that sets no values of ${name} itself`;
  const values = () => valuesAt(document, mapField(chart, 'valuesInline'), [...path, 'valuesInline'], what);
  return {
    chart: name,
    title: titleOf(chart, name),
    files: filesOf(chart),
    values,
    ...(version && { version }),
  };
}

function titleOf(chart: ValueNode, name: string): string {
  const namespace = textField(chart, 'namespace') ?? textField(chart, 'releaseNamespace');
  return `chart ${namespace === undefined ? '' : `${namespace}/`}${textField(chart, 'releaseName') ?? name}`;
}

/** `values` of the older form names a file, too. */
function filesOf(chart: ValueNode): readonly string[] {
  const more = itemsField(chart, 'additionalValuesFiles');
  return [mapField(chart, 'valuesFile'), mapField(chart, 'values'), ...more].flatMap(
    (file) => textField(file) ?? [],
  );
}
