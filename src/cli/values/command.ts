import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Document, isCollection, isScalar, type Node, YAMLMap, YAMLSeq } from 'yaml';
import { booleanOption, DEBUG, type FlagsOf, usageError, valueOption } from '../../command-line.ts';
import { EarlyExit } from '../../early-exit.ts';
import { showPath } from '../../lint/finding.ts';
import type { Pack } from '../../pack.ts';
import { defaultsOf } from '../../release/chart-values.ts';
import { coalesceWithDefaults } from '../../values/merge.ts';
import { readValuesText } from '../../values/read-values.ts';
import {
  describeOrigin,
  emptyMap,
  type HelmMajor,
  type MapNode,
  toExactData,
  type ValueNode,
} from '../../values/tree.ts';
import { chartFor } from '../chart-version.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { Inputs, type ReadValues, readMergedValues, readTextOf, valuesErrorText } from '../inputs.ts';
import type { Command, Io } from '../io.ts';
import { printResult, readFormat } from '../outputs.ts';
import { chartPacks, PACK_OPTION, packFor, packOfChart } from '../pack-of-values.ts';
import { CONFIG_OPTIONS, helmMajor, setFlagsOf, VALUES_OPTIONS } from '../shared-options.ts';
import { type ChartValues, partsForChart, readEachChartValues } from '../whose-values.ts';

const sorted = (entries: ReadonlyMap<string, ValueNode>): [string, ValueNode][] =>
  [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));

function build(document: Document, node: ValueNode, origins: boolean): Node {
  const made = collection(document, node, origins) ?? document.createNode(toExactData(node));
  const isLeaf = isScalar(made) || (isCollection(made) && made.items.length === 0);
  if (origins && isLeaf) made.comment = ` ${describeOrigin(node.origin)}`;
  return made;
}

function collection(document: Document, node: ValueNode, origins: boolean): Node | undefined {
  if (node.kind === 'list') {
    const list = new YAMLSeq(document.schema);
    for (const item of node.items) list.add(build(document, item, origins));
    return list;
  }
  if (node.kind !== 'map') return undefined;
  const map = new YAMLMap(document.schema);
  for (const [key, value] of sorted(node.entries))
    map.add(document.createPair(key, build(document, value, origins)));
  return map;
}

/** As YAML that Helm reads back as the same values, keys in order; with origins, each leaf says who set it. */
function valuesAsYaml(values: ValueNode, origins: boolean): string {
  const document = new Document({}, { version: '1.1' });
  document.contents = build(document, values, origins) as typeof document.contents;
  return document.toString({ lineWidth: 0 });
}

function collectOrigins(node: ValueNode, path: readonly string[], found: Record<string, string>): void {
  const children =
    node.kind === 'scalar' ? [] : [...(node.kind === 'map' ? sorted(node.entries) : node.items.entries())];
  if (children.length === 0) found[showPath(path)] = describeOrigin(node.origin);
  for (const [key, child] of children) collectOrigins(child, [...path, String(key)], found);
}

function inOrder(node: ValueNode): ValueNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map(inOrder) };
  return { ...node, entries: new Map(sorted(node.entries).map(([key, value]) => [key, inOrder(value)])) };
}

const isWrittenOtherwise = (value: unknown): boolean => typeof value === 'bigint' || Object.is(value, -0);

const exactText = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

/** Integers beyond 2^53 are written exactly, and a negative zero as Helm writes it. */
function asJson(data: unknown): string {
  const marked = JSON.stringify(
    data,
    (_, value: unknown) => (isWrittenOtherwise(value) ? `\u0000${exactText(value)}\u0000` : value),
    2,
  );
  return `${marked.replace(/"\\u0000(-?\d+)\\u0000"/g, '$1')}\n`;
}

/** As JSON, keys in order; with origins, an object of `values` and of `origins` by path. */
function valuesAsJson(values: ValueNode, origins: boolean): string {
  const plain = toExactData(inOrder(values));
  if (!origins) return asJson(plain);
  const found: Record<string, string> = {};
  collectOrigins(values, [], found);
  return asJson({ values: plain, origins: found });
}

const OPTIONS = {
  ...VALUES_OPTIONS,
  chartVersion: valueOption('--chart-version <version>', 'chart version whose defaults to start from', {
    default: 'the version found near the values, else the newest known',
  }),
  chart: valueOption('--chart <folder>', 'chart folder to start from: values as its templates get them'),
  pack: PACK_OPTION,
  format: valueOption('--format <name>', 'yaml or json', { default: 'yaml' }),
  origins: booleanOption('--origins', 'show which file, line or flag set each value'),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'values',
  options: OPTIONS,
  instead: 'give values files with -f',
  examples: {
    'see where each value comes from': 'phasegate values -f values.yaml -f production.yaml --origins',
    'start from your own chart': 'phasegate values --chart ./chart -f values.yaml --format json',
  },
};

type Flags = FlagsOf<typeof OPTIONS>;

const PRINTERS = { yaml: valuesAsYaml, json: valuesAsJson };

function defaultsOfFolder(folder: string, helm: HelmMajor, io: Io): ValueNode {
  if (!existsSync(resolve(io.cwd, folder, 'Chart.yaml')))
    throw usageError(`--chart ${folder}: not a chart (no Chart.yaml)`);
  const file = join(folder, 'values.yaml');
  if (!existsSync(resolve(io.cwd, file))) return emptyMap();
  const read = readValuesText(readTextOf(file, file, io), file, helm);
  if (read.ok) return read.value;
  throw new EarlyExit(valuesErrorText(read.error));
}

/** The map with another node at a path. */
function withAt(map: MapNode, [key, ...rest]: readonly string[], node: ValueNode): MapNode {
  if (key === undefined) return node.kind === 'map' ? node : map;
  const inner = map.entries.get(key);
  const under = inner?.kind === 'map' ? inner : emptyMap(node.origin);
  return {
    ...map,
    entries: new Map(map.entries).set(key, rest.length > 0 ? withAt(under, rest, node) : node),
  };
}

/** Helm gives a dependency a `global` even where nobody writes one. */
const withGlobal = (node: MapNode): MapNode =>
  node.entries.has('global')
    ? node
    : { ...node, entries: new Map(node.entries).set('global', emptyMap(node.origin)) };

/** The run, as far as defaults depend on it. */
interface Run {
  readonly flags: Flags;
  readonly helm: HelmMajor;
  readonly packs: readonly Pack[];
  readonly inputs: Inputs;
  readonly io: Io;
}

/** Values of a chart over its defaults: its own values.yaml where that can be read, else those of a version that the pack knows. */
function resolvedPart(part: ChartValues, { flags, helm, packs, io }: Run): ValueNode {
  const named = flags.pack === undefined ? packOfChart(part.chartName, chartPacks(packs)) : undefined;
  const pack = named ?? packFor(flags.pack, part.values, packs);
  const [chart] = pack.charts;
  const { version, note } = chartFor(flags.chartVersion, part, '', undefined, chart.versions);
  const where = part.below === undefined || part.below.length === 0 ? '' : `${part.below.join('.')}: `;
  const around = flags.chartVersion === undefined && part.chart;
  const said = note ?? (around && `defaults of chart ${version} (from ${around.source})`);
  if (said) io.writeError(`phasegate: note: ${where}${said}\n`);
  for (const one of part.unread ?? [])
    io.writeError(`phasegate: note: ${where}${one} cannot be read; what it sets is left out\n`);
  const isAsked = flags.chartVersion !== undefined;
  const defaults = (isAsked ? undefined : part.defaults) ?? defaultsOf(chart, version);
  const resolved = coalesceWithDefaults(part.values, defaults, helm);
  return part.below && resolved.kind === 'map' ? withGlobal(resolved) : resolved;
}

/** Each chart's part of the values, under the keys of the umbrella that they are of. */
const valuesAround = (parts: readonly ChartValues[], run: Run): MapNode =>
  parts.reduce<MapNode>((all, part) => withAt(all, part.below ?? [], resolvedPart(part, run)), emptyMap());

/** What the templates of a chart in a folder get, with the defaults of the charts that it depends on. @throws EarlyExit */
function valuesOfFolder(folder: string, read: ReadValues, run: Run): ValueNode {
  const { flags, helm, packs, inputs, io } = run;
  const own = coalesceWithDefaults(read.values, defaultsOfFolder(folder, helm, io), helm);
  if (own.kind !== 'map') return own;
  const merged = { ...read, files: flags.values, setFlags: setFlagsOf(flags), folder };
  return partsForChart(merged, packs, helm, { inputs, io }).reduce<MapNode>(
    (all, part) => withAt(all, part.below ?? [], resolvedPart(part, run)),
    own,
  );
}

/** `phasegate values`: what Helm would resolve, and who said so. */
export const values: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const helm = helmMajor(flags.helm);
  const format = readFormat(flags.format ?? 'yaml', PRINTERS);
  if (flags.chart !== undefined && flags.chartVersion !== undefined)
    throw usageError('use either --chart or --chart-version, not both');
  const inputs = new Inputs(io);
  const run = { flags, helm, packs, inputs, io };
  const request = { files: flags.values, setFlags: setFlagsOf(flags), helm };
  const shown =
    flags.chart === undefined
      ? valuesAround(await readEachChartValues(request, packs, inputs, io), run)
      : valuesOfFolder(flags.chart, await readMergedValues(request, inputs, io), run);
  return printResult(PRINTERS[format](shown, flags.origins), io);
};
