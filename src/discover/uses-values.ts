import { dirname, join, relative, resolve } from 'node:path';
import { lazy, lazyByObject } from '../lazy.ts';
import type { IgnoredValues } from '../lint/lint-values.ts';
import type { Result } from '../result.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import { parseValues, type WrittenValues } from '../values/read-values.ts';
import { fromJson, type HelmMajor, lookup, type MapNode, placesIn, toJson } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import {
  type ChartDependency,
  type ChartReference,
  keysOf,
  offBecause,
  partOfUmbrella,
} from './chart-reference.ts';
import type { VersionHint } from './chart-version.ts';
import {
  type ChartHint,
  type Discovery,
  type FileSystem,
  type FoundValues,
  type GivenFile,
  type Modeline,
  readModeline,
} from './found-values.ts';
import { errorAt, notAMap } from './layers.ts';
import { type LayerContext, type MergedLayers, mergeLayers } from './merge-layers.ts';
import { type Neighbours, neighboursOf } from './neighbours.ts';

/** A file that is looked at, with all that the looking needs. */
export interface SourceFile extends OuterFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Absolute. */
  readonly folder: string;
  readonly chartNames: readonly string[];
  readonly keys: readonly (readonly string[])[] | undefined;
  readonly tellingNames: readonly string[];
  readonly layers: readonly (readonly string[])[];
  readonly helm: HelmMajor;
  readonly neighbours: Neighbours;
  readonly modeline: Modeline;
  /** What it says if all of it is values. */
  readonly values: () => Result<WrittenValues, ValuesError>;
}

/** A file is looked at for several charts, and in each look more than one way of using it asks for its values. */
const opened = lazyByObject(({ name, text }: GivenFile) => {
  const place = placesIn(name, text);
  const as = (helm: HelmMajor) => lazy(() => parseValues(text, place, helm));
  return { place, values: { 3: as(3), 4: as(4) } };
});

export function sourceFileOf(
  file: GivenFile,
  chartNames: readonly string[],
  helm: HelmMajor,
  around: FileSystem,
): SourceFile {
  const { name, text, pack, keys, tellingNames = chartNames, layers = [] } = file;
  const path = resolve(file.path);
  const { place, values } = opened(file);
  const modeline = { ...(pack !== undefined && { pack }), ...readModeline(name, text) };
  const neighbours = neighboursOf(around, chartNames, helm);
  return {
    name,
    path,
    folder: dirname(path),
    text,
    place,
    chartNames,
    keys,
    tellingNames,
    layers,
    helm,
    neighbours,
    modeline,
    values: values[helm],
  };
}

/** The name of another file in the same form as the source's own. */
const shownBeside = ({ name, folder }: SourceFile, path: string): string =>
  join(dirname(name), relative(folder, path));

/** A version found in the file itself, or in one beside it, as a hint; a modeline goes before it. */
function hintFor(source: SourceFile, written: VersionHint | undefined): ChartHint | undefined {
  if (source.modeline.chart || !written) return source.modeline.chart;
  const { file, line, column } = written.origin;
  const shown = file === source.name ? file : shownBeside(source, file);
  const within = written.within === undefined ? '' : `${written.within} at `;
  const { version, appVersion } = written;
  return {
    version,
    source: `${within}${shown}${line === undefined ? '' : `:${line}:${column}`}`,
    ...(appVersion !== undefined && { appVersion }),
  };
}

function contextOf(source: SourceFile): LayerContext {
  const { name, path, text, place, values, helm, neighbours } = source;
  return {
    self: { name, path, text, place, values },
    helm,
    read: neighbours.read,
    shown: (other) => shownBeside(source, other),
  };
}

type Looked =
  | { readonly kind: 'found'; readonly values: FoundValues }
  | { readonly kind: 'broken'; readonly error: ValuesError }
  | { readonly kind: 'none'; readonly what: string };

/** The values of one use of the chart. */
function look(source: SourceFile, use: ChartReference): Looked {
  const keys = keysOf(use.dependency);
  const merged = mergeLayers(use.layers(), contextOf(source), keys);
  if ('error' in merged) return { kind: 'broken', error: merged.error };
  if (use.off !== undefined)
    return { kind: 'none', what: `${use.title ?? use.what}, which is not deployed: ${use.off}` };
  const off = use.dependency && offBecause(merged.values, use.dependency);
  if (off !== undefined) return { kind: 'none', what: `${use.what}, which is not installed: ${off}` };
  if (merged.parts.length === 0) return { kind: 'none', what: noneRead(use, merged) };
  const part = partOfUmbrella(merged, keys);
  if (!part.ok) return { kind: 'broken', error: errorAt(part.error, notAMap(keys.join('.'))) };
  return { kind: 'found', values: foundIn(source, use, merged, part.value) };
}

const noneRead = ({ what, title }: ChartReference, { unread }: MergedLayers): string =>
  unread.length === 0
    ? `${what} that sets no values`
    : `${title ?? what}, whose values cannot be read: ${unread.join(', ')}`;

function foundIn(
  source: SourceFile,
  use: ChartReference,
  merged: MergedLayers,
  { values, duplicates }: Pick<MergedLayers, 'values' | 'duplicates'>,
): FoundValues {
  const { name } = source;
  const keys = keysOf(use.dependency);
  const chart = hintFor(source, use.version);
  const own = merged.parts.findLast(({ file }) => file === name);
  const ignored = ignoredIn(merged.values, use.dependency);
  return {
    name: use.title === undefined ? name : `${name} (${use.title})`,
    file: name,
    prefix: [...(own?.prefix ?? []), ...keys.slice(own?.depth ?? 0)],
    values,
    duplicates,
    parts: merged.parts.map(({ depth = 0, ...part }) => ({
      ...part,
      prefix: [...part.prefix, ...keys.slice(depth)],
    })),
    texts: merged.texts,
    unread: merged.unread,
    ...(merged.unreadPaths.length > 0 && { unreadPaths: merged.unreadPaths }),
    ...(merged.ownNulls.length > 0 && { ownNulls: merged.ownNulls }),
    with: (unread) => {
      const all = merged.with(unread);
      const part = partOfUmbrella({ values: all, duplicates: [] }, keys);
      return part.ok ? part.value.values : all;
    },
    ...(use.isFilledIn && { isFilledIn: true }),
    ...(use.element !== undefined && { element: use.element }),
    ...(keys.length > 0 && { below: keys }),
    ...(use.dependency && { readByHelm: readByHelm(use.dependency) }),
    ...(ignored.length > 0 && { ignored }),
    ...(use.release !== undefined && !use.release.includes('{{') && { release: use.release }),
    ...(use.namespace !== undefined && { namespace: use.namespace }),
    ...(chart && { chart }),
    ...defaultsFor(source, use, merged),
    ...(use.chart !== undefined && { chartName: use.chart }),
  };
}

/** What the values.yaml of a chart in the repository says, unless it is itself among the values. */
function defaultsFor(
  { neighbours, helm }: SourceFile,
  { defaults: path, version }: ChartReference,
  { texts }: MergedLayers,
): Pick<FoundValues, 'defaults'> {
  const text = path === undefined ? undefined : neighbours.read(path);
  if (path === undefined || text === undefined || [...texts.values()].includes(text)) return {};
  const read = parseValues(text, placesIn(path, text), helm);
  const chartVersion = version?.version ?? 'of the repository';
  const defaults = read.ok
    ? fromJson(toJson(read.value.values), { kind: 'default', chartVersion })
    : undefined;
  return defaults?.kind === 'map' ? { defaults } : {};
}

/** Conditions of the charts on the way that are in the values of the dependency itself. */
const readByHelm = ({ links }: ChartDependency): readonly (readonly string[])[] =>
  links.flatMap(({ conditions }, depth) => {
    const way = links.slice(depth).map(({ key }) => key);
    return conditions
      .filter((path) => way.every((key, at) => path[at] === key))
      .map((path) => path.slice(way.length));
  });

/** Values under the name of a dependency that has an alias. */
function ignoredIn(values: MapNode, dependency: ChartDependency | undefined): readonly IgnoredValues[] {
  return (dependency?.links ?? []).flatMap(({ key, ignoredName }, depth) => {
    const outer = keysOf(dependency).slice(0, depth);
    const node = ignoredName === undefined ? undefined : lookup(values, [...outer, ignoredName]);
    if (ignoredName === undefined || node?.kind !== 'map') return [];
    return [{ node, path: [...outer, ignoredName], alias: [...outer, key].join('.') }];
  });
}

/** The values of all uses; the first that is broken makes the whole file broken. @param other what it is else */
export function discoverUses(source: SourceFile, uses: readonly ChartReference[], other: string): Discovery {
  const found: FoundValues[] = [];
  let what: string | undefined;
  for (const use of uses) {
    const looked = look(source, use);
    if (looked.kind === 'broken') return { ...looked, isClaimed: true };
    if (looked.kind === 'found') found.push(looked.values);
    else what ??= looked.what;
  }
  if (found.length > 0) return { kind: 'values', values: found };
  return what === undefined ? { kind: 'other', what: other } : { kind: 'other', what, isOfChart: true };
}
