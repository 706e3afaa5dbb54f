import { basename, dirname } from 'node:path';
import { mergeValues } from '../values/merge.ts';
import type { ValueNode } from '../values/tree.ts';
import { type ChartReference, chartIn, duplicatesWithin, type ReferenceValues } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, mapField, type OuterDocument, textField } from './documents.ts';

/** Whether helmfile reads a file of this path by default. */
export const isHelmfile = (path: string): boolean =>
  /^helmfile\.ya?ml(?:\.gotmpl)?$/.test(basename(path)) ||
  (basename(dirname(path)) === 'helmfile.d' && isHelmfilePart(basename(path)));

/** Whether helmfile reads a file of this name in helmfile.d. */
export const isHelmfilePart = (name: string): boolean => /\.ya?ml(?:\.gotmpl)?$/.test(name);

/** The releases of the charts in a document of a helmfile. */
export const helmfileUses = (
  document: OuterDocument,
  chartNames: readonly string[],
): readonly ChartReference[] =>
  itemsField(document.values, 'releases').flatMap((release, at) => {
    const reference = textField(release, 'chart');
    const chart = chartIn(reference, chartNames);
    // A chart in a folder of its own has values of a different form.
    const isElsewhere = reference !== undefined && !/^[./]/.test(reference);
    return isElsewhere && chart !== undefined ? [useOf(document, release, String(at), chart)] : [];
  });

function useOf(document: OuterDocument, release: ValueNode, at: string, chart: string): ChartReference {
  const namespace = textField(release, 'namespace');
  const name = textField(release, 'name') ?? chart;
  const version = writtenVersion(mapField(release, 'version'), document.file);
  return {
    chart,
    title: `release ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    files: itemsField(release, 'values').flatMap((item) => textField(item) ?? []),
    values: () => inlineValues(document, release, at, chart),
    ...(version && { version }),
  };
}

/** The maps among `values`, later over earlier. */
function inlineValues(
  { duplicates }: OuterDocument,
  release: ValueNode,
  at: string,
  chart: string,
): ReferenceValues {
  const items = itemsField(release, 'values');
  const maps = items.filter((item) => item.kind === 'map');
  const [first] = maps;
  if (!first) return { kind: 'none', what: `a helmfile that sets no values of ${chart} itself` };
  const prefix = ['releases', at, 'values', ...(maps.length === 1 ? [String(items.indexOf(first))] : [])];
  return {
    kind: 'part',
    prefix,
    values: mergeValues(maps),
    duplicates: duplicatesWithin(duplicates, maps),
  };
}
