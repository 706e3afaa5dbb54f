import { err, ok, type Result } from '../result.ts';
import { mergeMaps } from '../values/merge.ts';
import type { WrittenValues } from '../values/read-values.ts';
import { emptyMap, lookup, type MapNode, type Origin, type ValueNode } from '../values/tree.ts';
import type { VersionHint } from './chart-version.ts';
import { duplicatesWithin, type Layer } from './layers.ts';

/** A place in a file that says: deploy the chart. */
export interface ChartReference {
  /** The chart's name; none where only the values can tell. */
  readonly chart?: string;
  /** Such as `HelmRelease monitoring/pyroscope`; none where the file is shown alone. */
  readonly title?: string;
  /** A noun phrase for it, such as `a HelmRelease of pyroscope`. */
  readonly what: string;
  readonly version?: VersionHint;
  /** The name of the release, and its namespace, where the object says them. */
  readonly release?: string;
  readonly namespace?: string;
  /** The dependency of an umbrella chart that the values are for. */
  readonly dependency?: ChartDependency;
  /** The values.yaml of the chart itself where its folder lies in the repository, absolute: it may be a fork. */
  readonly defaults?: string;
  /** What is written stands for several releases: Argo CD fills it in for each. */
  readonly isFilledIn?: boolean;
  /** Which of these it is, such as an environment of helmfile. */
  readonly element?: string;
  /** Why it is not deployed: `installed is false`. */
  readonly off?: string;
  /** Lowest first. Read late: of a neighbour often only the files that it names matter. */
  readonly layers: () => readonly Layer[];
}

/** A dependency of an umbrella chart on one of the charts, maybe through charts that it depends on. */
export interface ChartDependency {
  readonly chart: string;
  /** From the outermost chart to the one itself; never empty. */
  readonly links: readonly DependencyLink[];
  readonly version?: VersionHint;
  /** The values.yaml of the chart itself, where its folder can be read, absolute. */
  readonly defaults?: string;
}

/** One chart that depends on another. */
export interface DependencyLink {
  /** The alias, or the name: the key of the values of the one in those of the other. */
  readonly key: string;
  /** The values.yaml of the chart that depends, absolute. */
  readonly values: string;
  /** Paths in that chart's values; the first that holds a boolean says whether the dependency is installed. */
  readonly conditions: readonly (readonly string[])[];
  readonly tags: readonly string[];
  /** The name of the dependency where it has an alias, and nothing reads what is under the name. */
  readonly ignoredName?: string;
}

/** The way to a dependency's values in those of the outermost chart; none where they are the chart's own. */
export const keysOf = (dependency: ChartDependency | undefined): readonly string[] =>
  dependency?.links.map(({ key }) => key) ?? [];

/** Stands for the charts of the packs where any chart is meant. */
export const ANY_CHART: readonly string[] = [''];

/** The one of the charts that a reference such as `grafana/pyroscope` or `oci://host/charts/pyroscope` is to. */
export function chartIn(reference: string | undefined, chartNames: readonly string[]): string | undefined {
  const name = reference?.slice(reference.lastIndexOf('/') + 1);
  return chartNames === ANY_CHART ? name : chartNames.find((one) => one === name);
}

/**
 * The uses of an umbrella's dependencies, as a release that deploys the umbrella has them.
 * @param layers those of the release, over the umbrella's own
 */
export const laidOver = (
  uses: readonly ChartReference[],
  release: Partial<ChartReference>,
  layers: () => readonly Layer[],
): readonly ChartReference[] =>
  uses.map((one) => ({ ...one, ...release, layers: () => [...one.layers(), ...layers()] }));

/** Whether a reference is to a chart in a folder: it begins with `./`, `../` or `/`. */
export const isFolder = (reference: string): boolean => /^(?:\.{0,2}\/|\.{1,2}$)/.test(reference);

/**
 * The part of an umbrella chart's values that goes to a dependency: what is under its keys, with the outer `global` over
 * its own (Helm 3.21 and 4.2).
 * @returns the origin of what Helm refuses there
 */
export function partOfUmbrella(
  written: WrittenValues,
  keys: readonly string[],
): Result<WrittenValues, Origin> {
  const [key, ...rest] = keys;
  if (key === undefined) return ok(written);
  const part = partBelow(written, key);
  return part.ok ? partOfUmbrella(part.value, rest) : part;
}

function partBelow({ values, duplicates }: WrittenValues, key: string): Result<WrittenValues, Origin> {
  const part = values.entries.get(key) ?? emptyMap(values.origin);
  // Helm stops here, also for a null.
  if (part.kind !== 'map') return err(part.origin);
  const global = values.entries.get('global');
  return ok({
    values: global ? withGlobal(part, global) : part,
    duplicates: duplicatesWithin(duplicates, global ? [part, global] : [part]),
  });
}

function withGlobal(part: MapNode, outer: ValueNode): MapNode {
  const own = part.entries.get('global');
  // Helm passes over a global that is not a map.
  if (outer.kind !== 'map' || (own !== undefined && own.kind !== 'map')) return part;
  return { ...part, entries: new Map(part.entries).set('global', own ? mergeMaps(own, outer) : outer) };
}

/**
 * Why a dependency is not installed, undefined where it is. Helm asks the first condition that holds a boolean, in the
 * values of the chart that depends; only where there is none do tags count, of which one that is true is enough, and which
 * are always those of the outermost chart (Helm 3.21 and 4.2).
 * @param values of the outermost chart
 */
export function offBecause(values: MapNode, { links }: ChartDependency): string | undefined {
  const booleanAt = (path: readonly string[]): boolean | undefined => {
    const node = lookup(values, path);
    return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
  };
  const offAt = ({ conditions, tags }: DependencyLink, depth: number): string | undefined => {
    const outer = links.slice(0, depth).map(({ key }) => key);
    const paths = conditions.map((path) => [...outer, ...path]);
    const condition = paths.find((path) => booleanAt(path) !== undefined);
    if (condition) return booleanAt(condition) ? undefined : `condition ${condition.join('.')} is false`;
    const said = tags.map((tag) => booleanAt(['tags', tag]));
    return said.includes(false) && !said.includes(true) ? `tag ${tags.join(', ')} is false` : undefined;
  };
  return links.map(offAt).find((why) => why !== undefined);
}
