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
  nestedUnder,
  toExactData,
  type ValueNode,
} from '../../values/tree.ts';
import { versionOfFlag } from '../chart-version.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import { Inputs, readTextOf, valuesErrorText } from '../inputs.ts';
import type { Command, Io } from '../io.ts';
import { printResult, readFormat } from '../outputs.ts';
import { PACK_OPTION, packFor } from '../pack-of-values.ts';
import { CONFIG_OPTIONS, helmMajor, setFlagsOf, VALUES_OPTIONS } from '../shared-options.ts';
import { readChartValues } from '../whose-values.ts';

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
    default: 'the newest known',
  }),
  chart: valueOption('--chart <folder>', 'chart folder whose values.yaml to start from'),
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

/** The chart's own values: those of a folder, or of a version that the pack knows. @throws EarlyExit */
function defaultValues(
  { chart, chartVersion, pack: name }: Flags,
  user: MapNode,
  helm: HelmMajor,
  io: Io,
  packs: readonly Pack[],
): ValueNode {
  if (chart !== undefined && chartVersion !== undefined)
    throw usageError('use either --chart or --chart-version, not both');
  if (chart !== undefined) return defaultsOfFolder(chart, helm, io);
  const pack = packFor(name, user, packs);
  return defaultsOf(pack.charts[0], versionOfFlag(chartVersion, pack, io));
}

/** `phasegate values`: what Helm would resolve, and who said so. */
export const values: Command = async (argv, io, packs) => {
  const { flags } = readCommandLine(argv, SHAPE);
  const helm = helmMajor(flags.helm);
  const format = readFormat(flags.format ?? 'yaml', PRINTERS);
  const request = { files: flags.values, setFlags: setFlagsOf(flags), helm };
  const user = await readChartValues(request, packs, new Inputs(io), io);
  const resolved = coalesceWithDefaults(
    user.values,
    defaultValues(flags, user.values, helm, io, packs),
    helm,
  );
  const shown = nestedUnder(resolved, user.below ?? []);
  return printResult(PRINTERS[format](shown, flags.origins), io);
};
