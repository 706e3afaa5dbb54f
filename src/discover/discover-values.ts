import { basename, dirname, join, relative, resolve } from 'node:path';
import { either } from '../english.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import { parseValues, type WrittenValues } from '../values/read-values.ts';
import { type HelmMajor, placesIn } from '../values/tree.ts';
import { type ChartReference, umbrellaValues } from './chart-reference.ts';
import type { VersionHint } from './chart-version.ts';
import {
  describeObjects,
  isKubernetesObject,
  kubernetesObjects,
  type OuterDocument,
  readOuterDocuments,
} from './documents.ts';
import {
  type ChartHint,
  type Discovery,
  type FileSystem,
  type FoundValues,
  type GivenFile,
  type Modeline,
  readModeline,
} from './found-values.ts';
import { helmfileUses, isHelmfile } from './helmfile.ts';
import { isKustomization, kustomizationUses } from './kustomization.ts';
import {
  type ChartDependency,
  type ChartFolder,
  chartFolder,
  fluxSourcesIn,
  helmfileUsesIn,
  kustomizationUsesIn,
  type NearbyUse,
  releasesBeside,
  releaseUses,
} from './neighbours.ts';

/**
 * The values of charts that a file holds, wherever in it, and which chart and version they are for as far as the file and
 * its neighbours say.
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
  if (isHelmfile(source.path)) return discoverIn(source, helmfileUses, 'a helmfile');
  if (isKustomization(source.path)) return discoverIn(source, kustomizationUses, 'a kustomization');
  if (/^(?:Chart|requirements)\.yaml$/.test(basename(source.path)))
    return { kind: 'other', what: 'a Chart.yaml' };
  return (mayHoldObjects(file.text) && discoverObjects(source)) || discoverValuesFile(source);
}

type UsesIn = typeof helmfileUses;

/** @param what the file where none of its uses has values */
function discoverIn(source: SourceFile, usesIn: UsesIn, what: string): Discovery {
  const read = readOuterDocuments(source);
  if (!read.ok) return { kind: 'broken', error: read.error };
  const uses = read.value.flatMap((document: OuterDocument) => usesIn(document, source.chartNames));
  return discoverUses(source, uses, `${what} without ${either(source.chartNames)}`);
}

const mayHoldObjects = (text: string): boolean => /^(?:kind|"kind"|'kind')[ \t]*:/m.test(text);

function discoverValuesFile(source: SourceFile): Discovery {
  const read = parseValues(source.text, source.place, source.helm);
  if (!read.ok) return { kind: 'broken', error: read.error };
  return (
    (isKubernetesObject(read.value.values) && discoverObjects(source)) || discoverPlain(source, read.value)
  );
}

/** Undefined if the file holds no Kubernetes object after all. */
function discoverObjects(source: SourceFile): Discovery | undefined {
  const { chartNames, helm, folder, around } = source;
  const read = readOuterDocuments(source);
  if (!read.ok) return { kind: 'broken', error: read.error };
  const objects = kubernetesObjects(read.value);
  if (objects.length === 0) return undefined;
  const uses = releaseUses(objects, chartNames, helm, () => fluxSourcesIn(folder, chartNames, around));
  return discoverUses(source, uses, describeObjects(objects));
}

/** A file that is looked at, with all that the looking needs. */
interface SourceFile extends OuterFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Absolute. */
  readonly folder: string;
  readonly chartNames: readonly string[];
  readonly helm: HelmMajor;
  readonly around: FileSystem;
  readonly modeline: Modeline;
}

function sourceFileOf(
  file: GivenFile,
  chartNames: readonly string[],
  helm: HelmMajor,
  around: FileSystem,
): SourceFile {
  const { name, text, pack } = file;
  const path = resolve(file.path);
  const place = placesIn(name, text);
  const modeline = { ...(pack !== undefined && { pack }), ...readModeline(name, text) };
  return { name, path, folder: dirname(path), text, place, chartNames, helm, around, modeline };
}

/** A version found in the file itself, or in one beside it, as a hint; a modeline goes before it. */
function hintFor(source: SourceFile, written: VersionHint | undefined): ChartHint | undefined {
  if (source.modeline.chart || !written) return source.modeline.chart;
  const { file, line, column } = written.origin;
  const shown = file === source.name ? file : shownBeside(source, file);
  const within = written.within === undefined ? '' : `${written.within} at `;
  const { version, appVersion } = written;
  return {
    version,
    source: `${within}${shown}:${line}:${column}`,
    ...(appVersion !== undefined && { appVersion }),
  };
}

/** The name of another file in the same form as the source's own. */
const shownBeside = ({ name, folder }: SourceFile, path: string): string =>
  join(dirname(name), relative(folder, path));

type Content = Pick<FoundValues, 'prefix' | 'values' | 'duplicates'>;

/** @param use what says that the values are there; its title where the file may hold more than them */
function foundIn(
  source: SourceFile,
  { prefix, values, duplicates }: Content,
  { chart: chartName, version, title }: Partial<Pick<ChartReference, 'chart' | 'version' | 'title'>>,
): FoundValues {
  const { name } = source;
  const chart = hintFor(source, version);
  return {
    name: title === undefined ? name : `${name} (${title})`,
    file: name,
    prefix,
    values,
    duplicates,
    ...(chart && { chart }),
    ...(chartName !== undefined && { chartName }),
  };
}

/** The values of all uses; the first that is broken makes the whole file broken. @param other what it is else */
function discoverUses(source: SourceFile, uses: readonly ChartReference[], other: string): Discovery {
  const found: FoundValues[] = [];
  let what: string | undefined;
  for (const use of uses) {
    const part = use.values();
    if (part.kind === 'broken') return part;
    if (part.kind === 'part') found.push(foundIn(source, part, use));
    else what ??= part.what;
  }
  return found.length > 0 ? { kind: 'values', values: found } : { kind: 'other', what: what ?? other };
}

/** A values file, as what lies around it says: of the chart itself, or of an umbrella chart. */
function discoverPlain(source: SourceFile, written: WrittenValues): Discovery {
  const namedBy = useNaming(source);
  if (namedBy) return wholeFile(source, written, namedBy);
  const folder = folderOf(source);
  if (folder.kind === 'umbrella') return umbrella(source, written, folder.dependencies);
  if (folder.kind === 'itself') return wholeFile(source, written, folder);
  const isStated = source.modeline.pack !== undefined || source.modeline.chart !== undefined;
  if (folder.kind === 'another' && !isStated)
    return { kind: 'other', what: `values of a chart without a ${either(source.chartNames)} dependency` };
  const { chart, version } = releaseBeside(source) ?? {};
  const values = foundIn(source, { prefix: [], ...written }, { ...(version && { version }) });
  return { kind: 'values', values: [{ ...values, ...(chart !== undefined && { chartBeside: chart }) }] };
}

const wholeFile = (
  source: SourceFile,
  written: WrittenValues,
  { chart, version }: Pick<ChartReference, 'chart' | 'version'>,
): Discovery => ({
  kind: 'values',
  values: [foundIn(source, { prefix: [], ...written }, { chart, ...(version && { version }) })],
});

/** The release of a helmfile, or the chart of a kustomization, that takes the file for its values. */
function useNaming({ path, folder, chartNames, around }: SourceFile) {
  const nearby: readonly NearbyUse[] = [
    ...helmfileUsesIn(folder, chartNames, around),
    ...helmfileUsesIn(dirname(folder), chartNames, around),
    ...kustomizationUsesIn(folder, chartNames, around),
  ];
  return nearby.find(({ use, folder: from }) => use.files.some((file) => join(from, file) === path))?.use;
}

/** Folders of a chart that hold more values files. */
const VALUES_FOLDERS: readonly string[] = ['ci', 'values', 'environments'];

function folderOf({ folder, chartNames, around }: SourceFile): ChartFolder {
  const own = chartFolder(folder, chartNames, around);
  const isWithin = own.kind === 'none' && VALUES_FOLDERS.includes(basename(folder));
  return isWithin ? chartFolder(dirname(folder), chartNames, around) : own;
}

function umbrella(
  source: SourceFile,
  written: WrittenValues,
  dependencies: readonly ChartDependency[],
): Discovery {
  // A byte order mark is not part of the values.
  const start = source.place(source.text.startsWith('\ufeff') ? 1 : 0);
  const uses = dependencies.map(({ chart, key, version }) => ({
    chart,
    files: [],
    values: () => umbrellaValues(written, key, start),
    ...(dependencies.length > 1 && { title: key }),
    ...(version && { version }),
  }));
  return discoverUses(source, uses, '');
}

/** The one release in the same folder; of several, none can be told to be meant. */
function releaseBeside({ folder, chartNames, around, modeline }: SourceFile): ChartReference | undefined {
  // With one chart only its version is of interest.
  if (modeline.chart && chartNames.length === 1) return undefined;
  const [release, ...others] = releasesBeside(folder, chartNames, around);
  return others.length === 0 ? release : undefined;
}
