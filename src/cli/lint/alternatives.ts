import { compareVersions } from '../../chart/versions.ts';
import type { FoundValues } from '../../discover/found-values.ts';
import type { ValuePath } from '../../lint/finding.ts';
import { nearest } from '../../nearest.ts';
import { type ChartPack, defaultsOf, schemaProblems } from '../../release/chart-values.ts';
import { mergeMaps } from '../../values/merge.ts';
import { fromJson, lookup, type MapNode, nestedUnder, nowhere, toJson } from '../../values/tree.ts';
import type { ChartChoice } from '../chart-version.ts';

/** Values as they may be, and a chart version that they may be for. */
interface Alternative {
  readonly values: MapNode;
  readonly version: string;
}

/**
 * What values may be where not all of them is known: what an unread layer holds, a placeholder becomes, or a chart version
 * is. A finding that one of them does not have depends on what is not known.
 * @param chart the version that the values are judged by, and the others that they may be for
 * @param of `paths`: those of the findings; `isFinal`: nothing fills placeholders in
 */
export async function alternativesTo(
  found: FoundValues,
  { version, candidates }: Pick<ChartChoice, 'version' | 'candidates'>,
  pack: ChartPack,
  { paths, isFinal }: { readonly paths: readonly ValuePath[]; readonly isFinal: boolean },
): Promise<readonly Alternative[]> {
  const { soundValues = [] } = pack.charts[0];
  const sound = found.unread.length === 0 ? [] : soundValues.map((one) => fromJson(one, nowhere) as MapNode);
  const unread = [...sound, ...soundAt(paths, found, pack, version), ...probesOf(found)];
  const all = [
    ...unread.map(found.with),
    ...(isFinal ? [] : filledValues(found.values)),
    ...(found.isKnownByKeys ? [await withoutForeign(found.values, pack, version)] : []),
  ];
  const versions = await fitting(candidates, found.values, pack);
  return [
    ...all.map((values) => ({ values, version })),
    ...versions.filter((one) => one !== version).map((one) => ({ values: found.values, version: one })),
  ];
}

/** What is left of values that a file may share with other charts. What the chart reads elsewhere, or by nearly that name, is its own. */
async function withoutForeign(
  values: MapNode,
  { charts: [chart] }: ChartPack,
  version: string,
): Promise<MapNode> {
  const problems = await schemaProblems(chart, version, toJson(values));
  const foreign = new Set(
    problems.flatMap((one) => {
      if (one.kind !== 'unknown-key' || one.path.length !== 1) return [];
      const isOwn =
        nearest(one.path[0] ?? '', one.known) !== undefined ||
        (chart.placesOf?.(one.path, version) ?? []).length > 0;
      return isOwn ? [] : one.path;
    }),
  );
  return { ...values, entries: new Map([...values.entries].filter(([key]) => !foreign.has(key))) };
}

/** The chart versions that know most keys of values: a version before a key was there is not meant. */
async function fitting(
  candidates: readonly string[],
  values: MapNode,
  { charts: [chart] }: ChartPack,
): Promise<readonly string[]> {
  const plain = toJson(values);
  const likely = candidates.filter((one) => compareVersions(one, chart.likelyFrom ?? one) >= 0);
  const possible = likely.length > 0 ? likely : candidates;
  const counts = await Promise.all(
    possible.map(async (version) => {
      const problems = await schemaProblems(chart, version, plain);
      return problems.filter(({ kind }) => kind === 'unknown-key').length;
    }),
  );
  const least = Math.min(...counts);
  return possible.filter((_, at) => counts[at] === least);
}

/** What a value may be that is not known: a finding that one of them changes depends on it. */
const PROBES = [true, false, 1, 3, 'any'];

const probesOf = ({ unreadPaths = [] }: FoundValues): readonly MapNode[] =>
  unreadPaths
    .filter((path) => path.length > 0)
    .flatMap((path) => PROBES.map((probe) => probeAt(path, probe)));

const probeAt = (path: readonly string[], probe: (typeof PROBES)[number]): MapNode =>
  nestedUnder(fromJson(probe, nowhere), path) as MapNode;

/** What a layer that cannot be read may hold at the places of findings: the chart's own defaults, which are in order. */
function soundAt(
  paths: readonly ValuePath[],
  { unread }: FoundValues,
  { charts: [chart] }: ChartPack,
  version: string,
): readonly MapNode[] {
  if (unread.length === 0) return [];
  const defaults = defaultsOf(chart, version);
  const own = new Map(paths.map((path) => [JSON.stringify(path), path.map(String)]));
  return [...own.values()].flatMap((path) => {
    const standard = lookup(defaults, path);
    return standard === undefined || path.length === 0 ? [] : [nestedUnder(standard, path) as MapNode];
  });
}

/** Variables of Flux, and the actions of templates. */
const PLACEHOLDER = /\$\{|\{\{/;

/** The values as they may be once something has filled in what is left open: each text alone, and all of them alike. */
function filledValues(values: MapNode): readonly MapNode[] {
  const pathsOf = new Map<string, (readonly string[])[]>();
  const collect = ({ entries }: MapNode, way: readonly string[]): void => {
    for (const [key, node] of entries) {
      const path = [...way, key];
      if (node.kind === 'map') collect(node, path);
      if (node.kind !== 'scalar' || typeof node.value !== 'string' || !PLACEHOLDER.test(node.value)) continue;
      pathsOf.set(node.value, [...(pathsOf.get(node.value) ?? []), path]);
    }
  };
  collect(values, []);
  const each = [...pathsOf.values()];
  return (each.length > 1 ? [each.flat(), ...each] : each).flatMap((paths) =>
    PROBES.map((probe) => paths.reduce((below, path) => mergeMaps(below, probeAt(path, probe)), values)),
  );
}
