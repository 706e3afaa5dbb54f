import { join, resolve } from 'node:path';
import { asVersion } from '../chart/versions.ts';
import { placesIn, type ValueNode } from '../values/tree.ts';
import { type ChartDependency, type ChartReference, type DependencyLink, keysOf } from './chart-reference.ts';
import { satisfies, type VersionHint, writtenVersion } from './chart-version.ts';
import { itemsField, mapField, type OuterDocument, readOuterDocuments, textField } from './documents.ts';
import type { FileSystem } from './found-values.ts';
import type { Layer } from './layers.ts';

/** What the Chart.yaml of a folder says about the charts. */
export type ChartFolder =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'itself';
      readonly folder: string;
      readonly chart: string;
      readonly version?: VersionHint;
    }
  | {
      readonly kind: 'umbrella';
      readonly folder: string;
      readonly dependencies: readonly ChartDependency[];
      /** What `import-values` of dependencies put into its values, out of charts that are not read. */
      readonly imports: readonly Extract<Layer, { kind: 'unread' }>[];
    }
  | { readonly kind: 'another' };

/**
 * Reads the Chart.yaml of a folder. A chart that depends on one of the charts is an umbrella, whatever its own name: a
 * wrapper often has the name of its only dependency. So is one that depends on an umbrella whose folder can be read: in
 * `charts/`, declared or not, or by `file://`.
 * @param folder absolute
 * @param outer the folders of the charts that depend on it
 */
export function readChartFolder(
  folder: string,
  chartNames: readonly string[],
  around: FileSystem,
  outer: readonly string[] = [],
): ChartFolder {
  // A chart cannot depend on itself; Helm would never end.
  if (outer.includes(folder)) return { kind: 'none' };
  const documents = documentsIn(join(folder, 'Chart.yaml'), around);
  const chart = documents.find(({ values }) => mapField(values, 'name') !== undefined);
  const name = textField(chart?.values, 'name');
  if (!chart || name === undefined) return { kind: 'none' };
  const declared = [chart, ...documentsIn(join(folder, 'requirements.yaml'), around)].map(
    (document): Declared => ({ entries: itemsField(document.values, 'dependencies'), file: document.file }),
  );
  const dependencies = dependenciesIn(declared, chartNames, folder, around, outer);
  if (dependencies.length > 0)
    return { kind: 'umbrella', folder, dependencies, imports: importsIn(declared) };
  if (!chartNames.includes(name)) return { kind: 'another' };
  const version = versionOf(chart);
  return { kind: 'itself', folder, chart: name, ...(version && { version }) };
}

/** The version that a Chart.yaml gives its chart, with the server that it names. */
function versionOf({ values, file }: OuterDocument): VersionHint | undefined {
  const version = writtenVersion(mapField(values, 'version'), file);
  const appVersion = asVersion(textField(values, 'appVersion'));
  return version && { ...version, ...(appVersion !== undefined && { appVersion }) };
}

function documentsIn(path: string, around: FileSystem): readonly OuterDocument[] {
  const text = around.read(path);
  const read = text === undefined ? undefined : readOuterDocuments({ text, place: placesIn(path, text) });
  return read?.ok ? read.value : [];
}

/** An import is a name of the child's `exports`, or a pair of paths; `.` is the top of the values. */
const importsIn = (declared: readonly Declared[]): readonly Extract<Layer, { kind: 'unread' }>[] =>
  declared
    .flatMap(({ entries }) => entries)
    .flatMap((dependency) =>
      itemsField(dependency, 'import-values').map((one) => {
        const parent = textField(one, 'parent');
        const what = `import-values of ${textField(dependency, 'name') ?? 'a dependency'}`;
        const path = parent === undefined || parent === '.' ? undefined : parent.split('.');
        return { kind: 'unread', what, ...(path && { path }) };
      }),
    );

interface Declared {
  readonly entries: readonly ValueNode[];
  readonly file: OuterDocument['file'];
}

function dependenciesIn(
  declared: readonly Declared[],
  chartNames: readonly string[],
  folder: string,
  around: FileSystem,
  outer: readonly string[],
): readonly ChartDependency[] {
  const entries = declared.flatMap((one) => one.entries);
  const names = entries.flatMap((one) => textField(one, 'name') ?? []);
  const keys = entries.flatMap((one) => textField(one, 'alias') ?? textField(one, 'name') ?? []);
  const values = join(folder, 'values.yaml');
  const through = (link: DependencyLink, inner: string): readonly ChartDependency[] => {
    const found = readChartFolder(inner, chartNames, around, [...outer, folder]);
    if (found.kind !== 'umbrella') return [];
    return found.dependencies.map((one) => ({ ...one, links: [link, ...one.links] }));
  };
  const written = declared.flatMap(({ entries: all, file }) =>
    all.flatMap((dependency, at) => {
      const chart = textField(dependency, 'name');
      if (chart === undefined) return [];
      const key = textField(dependency, 'alias') ?? chart;
      const isIgnored = key !== chart && !keys.includes(chart) && !isReadByTemplates(folder, chart, around);
      // Helm does not trim the parts: one with a space in front names nothing.
      const conditions = (textField(dependency, 'condition') ?? '')
        .trim()
        .split(',')
        .flatMap((one) => (one === '' ? [] : [one.split('.')]));
      const tags = itemsField(dependency, 'tags').flatMap((one) => textField(one) ?? []);
      const link = { key, values, conditions, tags, ...(isIgnored && { ignoredName: chart }) };
      const range = writtenVersion(mapField(dependency, 'version'), file);
      const inCharts = unpackedIn(folder, chart, range, around);
      const packed = inCharts ? undefined : packedIn(folder, chart, range, around);
      const lying = inCharts ?? (packed ? undefined : referredIn(dependency, folder, around));
      if (!chartNames.includes(chart)) return lying ? through(link, lying.folder) : [];
      const before = all.slice(0, at).filter((one) => textField(one, 'name') === chart).length;
      const version = lying?.version ?? packed ?? locked(folder, chart, before, around) ?? range;
      return [{ chart, links: [link], ...(version && { version }), ...defaultsIn(lying) }];
    }),
  );
  const undeclared = around.list(join(folder, 'charts')).flatMap((name) => {
    const inner = join(folder, 'charts', name.slice(0, -1));
    const key = name.endsWith('/') ? nameIn(inner, around) : undefined;
    if (key === undefined || names.includes(key)) return [];
    const link = { key, values, conditions: [], tags: [] };
    if (!chartNames.includes(key)) return through(link, inner);
    const lying = lyingAt(inner, around);
    const version = lying?.version;
    return [{ chart: key, links: [link], ...(version && { version }), ...defaultsIn(lying) }];
  });
  return [...written, ...undeclared];
}

/** A chart whose folder can be read. */
interface LyingChart {
  readonly folder: string;
  readonly name: string;
  readonly version?: VersionHint;
}

function lyingAt(folder: string, around: FileSystem): LyingChart | undefined {
  const chart = documentsIn(join(folder, 'Chart.yaml'), around).find(
    ({ values }) => textField(values, 'name') !== undefined,
  );
  const name = textField(chart?.values, 'name');
  const version = chart && versionOf(chart);
  return name === undefined ? undefined : { folder, name, ...(version && { version }) };
}

const nameIn = (folder: string, around: FileSystem): string | undefined => lyingAt(folder, around)?.name;

const defaultsIn = (lying: LyingChart | undefined): Pick<ChartDependency, 'defaults'> =>
  lying === undefined ? {} : { defaults: join(lying.folder, 'values.yaml') };

/** The chart of a name that lies unpacked in `charts/`, in a folder of any name: Helm takes the one that is in the range. */
function unpackedIn(
  folder: string,
  name: string,
  range: VersionHint | undefined,
  around: FileSystem,
): LyingChart | undefined {
  const charts = join(folder, 'charts');
  const all = around
    .list(charts)
    .filter((one) => one.endsWith('/'))
    .flatMap((one) => lyingAt(join(charts, one.slice(0, -1)), around) ?? [])
    .filter((one) => one.name === name);
  const fitting = all.find(({ version }) => version && range && satisfies(version.version, range.version));
  return fitting ?? all.find((one) => one.folder === join(charts, name)) ?? all[0];
}

/** The chart in the folder that a dependency names by `file://`. */
function referredIn(dependency: ValueNode, folder: string, around: FileSystem): LyingChart | undefined {
  const [, path] = /^file:\/\/(.*)$/.exec(textField(dependency, 'repository') ?? '') ?? [];
  return path === undefined ? undefined : lyingAt(resolve(folder, path), around);
}

/** Whether the templates of a chart itself read values of a name. */
function isReadByTemplates(folder: string, name: string, around: FileSystem): boolean {
  const templates = join(folder, 'templates');
  return around
    .list(templates)
    .some((file) => (around.read(join(templates, file)) ?? '').includes(`.Values.${name}`));
}

/** The version of a package in `charts/`: Helm renders that one, whatever lock and range say. */
function packedIn(
  folder: string,
  chart: string,
  range: VersionHint | undefined,
  around: FileSystem,
): VersionHint | undefined {
  const charts = join(folder, 'charts');
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
    const what = `a release of ${chart}`;
    const defaults = join(folder.folder, 'values.yaml');
    return [{ chart, what, defaults, layers: () => [], ...(version && { version }) }];
  }
  if (folder.kind !== 'umbrella') return [];
  return folder.dependencies.map((dependency) => {
    const keys = keysOf(dependency);
    const imports = folder.imports.filter(({ path: [first] = keys }) => first === keys[0]);
    const own = dependency.links.map(
      ({ values }, depth): Layer => ({
        kind: 'file',
        path: values,
        isOfChart: true,
        isOptional: true,
        under: keys.slice(0, depth),
      }),
    );
    return {
      chart: dependency.chart,
      what: `values of a chart that depends on ${dependency.chart}`,
      dependency,
      // A parent's own values go before what it imports.
      layers: () => [...imports, ...own.toReversed()],
      ...(folder.dependencies.length > 1 && { title: keys.join('.') }),
      ...(dependency.version && { version: dependency.version }),
      ...(dependency.defaults !== undefined && { defaults: dependency.defaults }),
    };
  });
}
