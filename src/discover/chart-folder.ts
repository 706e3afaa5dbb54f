import { join } from 'node:path';
import { asVersion } from '../chart/versions.ts';
import { placesIn, type ValueNode } from '../values/tree.ts';
import type { ChartDependency, ChartReference } from './chart-reference.ts';
import { satisfies, type VersionHint, writtenVersion } from './chart-version.ts';
import { itemsField, mapField, type OuterDocument, readOuterDocuments, textField } from './documents.ts';
import type { FileSystem } from './found-values.ts';

/** What the Chart.yaml of a folder says about the charts. */
export type ChartFolder =
  | { readonly kind: 'none' }
  | { readonly kind: 'itself'; readonly chart: string; readonly version?: VersionHint }
  | { readonly kind: 'umbrella'; readonly folder: string; readonly dependencies: readonly ChartDependency[] }
  | { readonly kind: 'another' };

/**
 * Reads the Chart.yaml of a folder. A chart that depends on one of the charts is an umbrella, whatever its own name: a
 * wrapper often has the name of its only dependency.
 * @param folder absolute
 */
export function readChartFolder(
  folder: string,
  chartNames: readonly string[],
  around: FileSystem,
): ChartFolder {
  const documents = documentsIn(join(folder, 'Chart.yaml'), around);
  const chart = documents.find(({ values }) => mapField(values, 'name') !== undefined);
  const name = textField(chart?.values, 'name');
  if (!chart || name === undefined) return { kind: 'none' };
  const dependencies = [chart, ...documentsIn(join(folder, 'requirements.yaml'), around)].flatMap(
    (document) => dependenciesIn(document, chartNames, folder, around),
  );
  if (dependencies.length > 0) return { kind: 'umbrella', folder, dependencies };
  if (!chartNames.includes(name)) return { kind: 'another' };
  const version = writtenVersion(mapField(chart.values, 'version'), chart.file);
  const appVersion = asVersion(textField(chart.values, 'appVersion'));
  const known = version && { ...version, ...(appVersion !== undefined && { appVersion }) };
  return { kind: 'itself', chart: name, ...(known && { version: known }) };
}

function documentsIn(path: string, around: FileSystem): readonly OuterDocument[] {
  const text = around.read(path);
  const read = text === undefined ? undefined : readOuterDocuments({ text, place: placesIn(path, text) });
  return read?.ok ? read.value : [];
}

function dependenciesIn(
  { values, file }: OuterDocument,
  chartNames: readonly string[],
  folder: string,
  around: FileSystem,
): readonly ChartDependency[] {
  const all = itemsField(values, 'dependencies');
  return all.flatMap((dependency, at) => {
    const chart = textField(dependency, 'name');
    if (chart === undefined || !chartNames.includes(chart)) return [];
    const range = writtenVersion(mapField(dependency, 'version'), file);
    const before = all.slice(0, at).filter((one) => textField(one, 'name') === chart).length;
    const version = vendored(folder, chart, range, around) ?? locked(folder, chart, before, around) ?? range;
    // Helm does not trim the parts: one with a space in front names nothing.
    const conditions = (textField(dependency, 'condition') ?? '')
      .trim()
      .split(',')
      .flatMap((one) => (one === '' ? [] : [one.split('.')]));
    const tags = itemsField(dependency, 'tags').flatMap((one) => textField(one) ?? []);
    return [
      { chart, key: textField(dependency, 'alias') ?? chart, conditions, tags, ...(version && { version }) },
    ];
  });
}

/** The version in `charts/`, unpacked or packed: Helm renders that one, whatever lock and range say. */
function vendored(
  folder: string,
  chart: string,
  range: VersionHint | undefined,
  around: FileSystem,
): VersionHint | undefined {
  const charts = join(folder, 'charts');
  const [unpacked] = documentsIn(join(charts, chart, 'Chart.yaml'), around);
  const own = unpacked && writtenVersion(mapField(unpacked.values, 'version'), unpacked.file);
  if (own) return own;
  const packed = around.list(charts).flatMap((name): readonly VersionHint[] => {
    const version = new RegExp(`^${chart}-(\\d.*)\\.tgz$`).exec(name)?.[1];
    return version === undefined ? [] : [{ version, origin: { file: join(charts, name) } }];
  });
  return packed.find(({ version }) => range && satisfies(version, range.version)) ?? packed[0];
}

/** The version in Chart.lock, or requirements.lock of the older form. @param before dependencies of the same name above it */
function locked(folder: string, chart: string, before: number, around: FileSystem): VersionHint | undefined {
  for (const name of ['Chart.lock', 'requirements.lock']) {
    for (const { values, file } of documentsIn(join(folder, name), around)) {
      const entries = itemsField(values, 'dependencies').filter((one) => textField(one, 'name') === chart);
      const entry: ValueNode | undefined = entries[before] ?? entries[0];
      const version = entry && writtenVersion(mapField(entry, 'version'), file);
      if (version) return version;
    }
  }
  return undefined;
}

/** The uses of the charts by what lies in a folder: an umbrella's dependencies over its values.yaml, or the chart itself. */
export function usesOfFolder(folder: ChartFolder): readonly ChartReference[] {
  if (folder.kind === 'itself') {
    const { chart, version } = folder;
    return [{ chart, what: `a release of ${chart}`, layers: () => [], ...(version && { version }) }];
  }
  if (folder.kind !== 'umbrella') return [];
  const path = join(folder.folder, 'values.yaml');
  return folder.dependencies.map((dependency) => ({
    chart: dependency.chart,
    what: `values of a chart that depends on ${dependency.chart}`,
    dependency,
    layers: () => [{ kind: 'file' as const, path, isOfChart: true, isOptional: true }],
    ...(folder.dependencies.length > 1 && { title: dependency.key }),
    ...(dependency.version && { version: dependency.version }),
  }));
}
