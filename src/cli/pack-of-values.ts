import { propertiesAt } from '../chart/schema.ts';
import { oneOf, usageError, valueOption } from '../command-line.ts';
import { nearest } from '../nearest.ts';
import type { Chart, Pack } from '../pack.ts';
import { type ChartPack, defaultsOf, hasChart } from '../release/chart-values.ts';
import { isTrueInTemplate, lookup, type MapNode } from '../values/tree.ts';

/** For commands that are given values alone. */
export const PACK_OPTION = valueOption('--pack <name>', 'the pack that the values belong to', {
  default: 'the pack whose chart knows most of their keys',
});

/** The packs that know a chart. */
export const chartPacks = (packs: readonly Pack[]): readonly ChartPack[] => packs.filter(hasChart);

/** The names of the packs' charts, as dependencies and releases name them. */
export const chartNamesOf = (packs: readonly ChartPack[]): readonly string[] =>
  packs.flatMap(({ charts }) => charts.map(({ name }) => name));

/** A pack as it is where the release is of one of its charts that is not the main one. */
const withChart = (pack: ChartPack, chart: Chart): ChartPack =>
  chart === pack.charts[0] ? pack : { ...pack, charts: [chart] };

/** The pack of a chart, for that chart; undefined where none of the packs knows it. */
export function packOfChart(name: string | undefined, packs: readonly ChartPack[]): ChartPack | undefined {
  for (const pack of packs) {
    const chart = pack.charts.find((one) => one.name === name);
    if (chart) return withChart(pack, chart);
  }
  return undefined;
}

/**
 * The pack of a name, or the first, among those that know a chart.
 * @param shownAs where the name was said
 * @throws EarlyExit if there is no such pack
 */
export function packNamed(name: string | undefined, packs: readonly Pack[], shownAs = '--pack'): ChartPack {
  const known = chartPacks(packs);
  const names = known.map((pack) => pack.name);
  if (name !== undefined && !names.includes(name) && packs.some((pack) => pack.name === name))
    throw usageError(`${shownAs}: pack ${name} does not read values: it lacks charts or readValues`);
  const wanted = oneOf(names, name ?? names[0] ?? '', shownAs, 'pack');
  const found = known.find((pack) => pack.name === wanted);
  if (found === undefined) throw new Error(`no pack ${wanted}`);
  return found;
}

/** The keys that a chart's newest known version has in its values at a path, by defaults and schema. */
function keysAt(chart: Chart, path: readonly string[]): readonly string[] {
  const version = chart.versions.at(-1) ?? '';
  const inDefaults = lookup(defaultsOf(chart, version), path);
  const inSchema = chart.keysAt?.(path, version) ?? propertiesAt(chart.schema?.(version), path);
  return [...(inDefaults?.kind === 'map' ? inDefaults.entries.keys() : []), ...inSchema];
}

const known = new WeakMap<Chart, Map<string, readonly string[]>>();

/** The same keys, looked up once a chart: a repository has thousands of files. */
function knownAt(chart: Chart, path: readonly string[]): readonly string[] {
  const ofChart = known.get(chart) ?? new Map<string, readonly string[]>();
  known.set(chart, ofChart);
  const key = path.join('.');
  const keys = ofChart.get(key) ?? keysAt(chart, path);
  ofChart.set(key, keys);
  return keys;
}

/** The keys at the top of a chart's values, in its newest known version. */
const topKeys = (chart: Chart): readonly string[] => knownAt(chart, []);

const signsOfChart = ({ signs, name }: Chart): readonly (readonly string[])[] => signs ?? [[name]];

/** What shows that values are of one of the packs' charts. */
export const signsOf = (packs: readonly ChartPack[]): readonly (readonly string[])[] =>
  packs.flatMap(({ charts }) => charts.flatMap(signsOfChart));

/** Without a schema no key is unknown. */
const isOpen = ({ schema, check }: Chart): boolean => schema === undefined && check === undefined;

/** Whether nothing but its signs tells that values are a chart's: neither other keys nor its name, a word that files have. */
const isKnownBySigns = (chart: Chart): boolean => isOpen(chart) && chart.signs !== undefined;

/** The names of charts that a file has for hardly another reason than that it is about them. */
export const tellingNamesOf = (packs: readonly ChartPack[]): readonly string[] =>
  packs.flatMap(({ charts }) => charts.flatMap((one) => (isKnownBySigns(one) ? [] : one.name)));

/** Misspelt keys are looked for among so many: to compare words takes long. */
const MOST_COMPARED = 50;

const isNear = (key: string, known: readonly string[]): boolean =>
  known.includes(key) || nearest(key, known) !== undefined;

/** Keys that Helm passes over by habit: anchors to share. */
const isExtension = (key: string): boolean => /^(?:x-|[._])/.test(key);

/**
 * Whether values switch applications on, a map for each, as an app of apps reads them: the chart's name is a key like any other
 * there, with an `enabled` that the chart does not read.
 */
function isAppOfApps({ entries }: MapNode, chart: Chart): boolean {
  const own = entries.get(chart.name);
  const isSwitch = own?.kind === 'map' && own.entries.has('enabled');
  if (!isSwitch || knownAt(chart, [chart.name]).includes('enabled')) return false;
  const top = topKeys(chart);
  return [...entries].some(([key, node]) => node.kind === 'map' && !isExtension(key) && !isNear(key, top));
}

/** Whether values hold what hardly any chart but one has. */
const hasSign = (values: MapNode, chart: Chart): boolean =>
  signsOfChart(chart).some((path) => {
    const node = lookup(values, path);
    if (node?.kind === 'list') return node.items.length > 0 && isListIn(chart, path);
    if (node?.kind !== 'map') return false;
    const keys = knownAt(chart, path);
    const written = [...node.entries.keys()];
    return (
      written.some((key) => keys.includes(key)) ||
      written.slice(0, MOST_COMPARED).some((key) => isNear(key, keys))
    );
  });

const isListIn = (chart: Chart, path: readonly string[]): boolean =>
  lookup(defaultsOf(chart, chart.versions.at(-1) ?? ''), path)?.kind === 'list';

/** The chart that a plain values file shows: by the block that it is named after, or by its signs where nothing else tells. */
export const chartShown = (values: MapNode, packs: readonly ChartPack[]): Chart | undefined =>
  packs
    .flatMap(({ charts }) => charts)
    .find((chart) => {
      if (isKnownBySigns(chart)) return hasSign(values, chart);
      const block = values.entries.get(chart.name);
      return block?.kind === 'map' && isTrueInTemplate(block);
    });

/**
 * Whether values are of a pack's chart, by their keys alone: `yes` where they hold what hardly any other chart has,
 * `perhaps` where the chart knows all their keys, here or elsewhere.
 */
export function resembles(values: MapNode, { charts: [chart] }: ChartPack): 'yes' | 'perhaps' | 'no' {
  if (isAppOfApps(values, chart)) return 'no';
  if (hasSign(values, chart)) return 'yes';
  if (isKnownBySigns(chart)) return 'no';
  const top = topKeys(chart);
  const version = chart.versions.at(-1) ?? '';
  const isKnown = (key: string): boolean =>
    isOpen(chart) ||
    isExtension(key) ||
    isNear(key, top) ||
    (chart.placesOf?.([key], version).length ?? 0) > 0;
  return [...values.entries.keys()].every(isKnown) ? 'perhaps' : 'no';
}

/** Whether a pack's chart knows every key of values down to the second level. */
export const knowsAll = (values: MapNode, { charts: [chart] }: ChartPack): boolean =>
  [...values.entries].every(([key, node]) => {
    if (isExtension(key)) return true;
    const below = knownAt(chart, [key]);
    const isFree = node.kind !== 'map' || below.length === 0;
    return (
      topKeys(chart).includes(key) && (isFree || [...node.entries.keys()].every((one) => below.includes(one)))
    );
  });

/**
 * The chart that values of an umbrella are for, by their shape alone: all that is under the chart's name are keys that it
 * has at the top of its values, and no such key stands beside the name; or what is there has one of its signs, where
 * nothing else tells.
 */
export function umbrellaKey(values: MapNode, packs: readonly ChartPack[]): string | undefined {
  for (const chart of packs.flatMap(({ charts }) => charts)) {
    const inner = values.entries.get(chart.name);
    if (inner?.kind !== 'map') continue;
    if (isKnownBySigns(chart)) {
      if (hasSign(inner, chart)) return chart.name;
      continue;
    }
    const top = topKeys(chart);
    const isTop = (key: string): boolean => top.includes(key) && key !== 'global';
    const own = [...inner.entries.keys()].filter((key) => key !== 'enabled' && key !== 'global');
    const isBeside = [...values.entries.keys()].some((key) => key !== chart.name && isTop(key));
    const isOwnBlock = inner.entries.get(chart.name)?.kind === 'map';
    if (own.length > 0 && own.every(isTop) && (isOwnBlock || !isBeside)) return chart.name;
  }
  return undefined;
}

/** The pack whose chart knows most of the keys at the top of values; undefined where two packs know as many. */
function packOfKeys(values: MapNode, packs: readonly ChartPack[]): ChartPack | undefined {
  const all = packs.flatMap((pack) =>
    pack.charts.map((chart) => {
      const top = topKeys(chart);
      return { pack, chart, count: [...values.entries.keys()].filter((key) => top.includes(key)).length };
    }),
  );
  const most = Math.max(...all.map(({ count }) => count));
  const [best, ...others] = all.filter(({ count }) => count === most);
  return best && others.every(({ pack }) => pack === best.pack)
    ? withChart(best.pack, best.chart)
    : undefined;
}

/** The pack whose chart alone has its signs in values, else the one whose chart knows most of their keys. */
export function packOfValues(values: MapNode, packs: readonly ChartPack[]): ChartPack | undefined {
  const [only, ...others] = packs.flatMap((pack) =>
    pack.charts.flatMap((chart) => (hasSign(values, chart) ? { pack, chart } : [])),
  );
  return only && others.length === 0 ? withChart(only.pack, only.chart) : packOfKeys(values, packs);
}

/** The pack that --pack names, else the one that values fit, else the first. @throws EarlyExit where there is no such pack */
export const packFor = (name: string | undefined, values: MapNode, packs: readonly Pack[]): ChartPack =>
  (name === undefined ? packOfValues(values, chartPacks(packs)) : undefined) ?? packNamed(name, packs);
