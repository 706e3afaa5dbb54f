import type { PlacedNode, ValuesPart } from '../lint/check-values.ts';
import { err } from '../result.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { mergeMaps, withoutNulls } from '../values/merge.ts';
import { parseValues, type WrittenValues } from '../values/read-values.ts';
import { applySetFlag, type SetFlag } from '../values/set-flag.ts';
import {
  emptyMap,
  type HelmMajor,
  isNull,
  lookup,
  type MapNode,
  nestedUnder,
  type Origin,
  placesIn,
  type ValueNode,
  walk,
} from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { errorAt, isFileOf, type Layer, notAMap } from './layers.ts';

/** Where a layer is; `depth` is how many of the keys of a dependency its file is below of itself. */
export interface LayerPart extends ValuesPart {
  readonly depth?: number;
}

/** The layers of a release as one. */
export interface MergedLayers extends WrittenValues {
  readonly parts: readonly LayerPart[];
  /** The texts of the files that take part, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Nulls for the dependency in the values.yaml of its umbrella, by their path below its key. */
  readonly ownNulls: readonly PlacedNode[];
  /** What could not be read, as noun phrases. */
  readonly unread: readonly string[];
  /** The values as they would be if the layers that could not be read held these. */
  readonly with: (values: MapNode) => MapNode;
}

/** What reading layers needs. */
export interface LayerContext {
  /** The file that is looked at, which the origins of its values name. */
  readonly self: OuterFile & { readonly name: string; readonly path: string };
  readonly helm: HelmMajor;
  readonly read: (path: string) => string | undefined;
  /** The name of another file, in the form of the file's own. */
  readonly shown: (path: string) => string;
}

/** Lays one layer over the values below it; `unknown` stands for what cannot be read. */
type Step = (below: MapNode, unknown: MapNode) => MapNode;

interface Reading {
  readonly steps: Step[];
  readonly duplicates: DuplicateKey[];
  readonly parts: LayerPart[];
  readonly texts: Map<string, string>;
  readonly unread: string[];
  readonly ownNulls: PlacedNode[];
  /** Whether values over the own ones of each chart on the way have a map for what it depends on. */
  readonly isOverlaid: boolean[];
}

/**
 * Reads layers and lays them over each other, lowest first, as Helm does: maps merge, everything else replaces. What a
 * chart's own values.yaml says of a dependency is a layer as any other, but that Helm 4 drops its nulls where nothing that
 * a user gives has a map for the dependency (seen with Helm 3.21 and 4.2: nulls in the dependency's, the umbrella's and a
 * user's values, in every combination).
 * @param keys the way to the dependency that the values of an umbrella are for; none where they are the chart's own
 * @returns the error of a broken layer of the file itself; another file that cannot be read counts as unread
 */
export function mergeLayers(
  layers: readonly Layer[],
  context: LayerContext,
  keys: readonly string[] = [],
): MergedLayers | { readonly error: ValuesError } {
  const { name, text } = context.self;
  const reading: Reading = {
    steps: [],
    duplicates: [],
    parts: [],
    texts: new Map([[name, text]]),
    unread: [],
    ownNulls: [],
    isOverlaid: [],
  };
  for (const layer of layers) {
    const error = readLayer(layer, context, reading, keys);
    if (error) return { error };
  }
  const merged = (unknown: MapNode): MapNode =>
    reading.steps.reduce<MapNode>((below, step) => step(below, unknown), emptyMap(startOf(context)));
  const values = merged(emptyMap());
  return { ...reading, values, with: (unknown) => merged(nestedUnder(unknown, keys) as MapNode) };
}

/** A byte order mark is not part of the values. */
const startOf = ({ self }: LayerContext): Origin => self.place(self.text.startsWith('\ufeff') ? 1 : 0);

function readLayer(
  layer: Layer,
  context: LayerContext,
  reading: Reading,
  keys: readonly string[],
): ValuesError | undefined {
  switch (layer.kind) {
    case 'broken': {
      const { file } = layer.error;
      if (file === undefined || file === context.self.name) return layer.error;
      if (file === context.self.path) return { ...layer.error, file: context.self.name };
      addUnread(context.shown(file), undefined, reading, keys);
      return undefined;
    }
    case 'values': {
      const { values, parts, duplicates } = renamed(layer, context, reading);
      addValues({ values, duplicates }, parts, reading, keys);
      return undefined;
    }
    case 'unread':
      addUnread(layer.what, layer.path, reading, keys);
      return undefined;
    case 'set':
      addAssignment(layer, context, reading, keys);
      return undefined;
    default:
      return readFileLayer(layer, context, reading, keys);
  }
}

function addAssignment(
  { flag, origin, prefix }: Extract<Layer, { kind: 'set' }>,
  { self, helm, read, shown }: LayerContext,
  reading: Reading,
  keys: readonly string[],
): void {
  const isElsewhere = origin.kind === 'file' && origin.file !== self.name && origin.file !== self.path;
  const file = isElsewhere ? shown(origin.file) : self.name;
  if (isElsewhere) reading.texts.set(file, read(origin.file) ?? '');
  const at: Origin = origin.kind === 'file' ? { ...origin, file } : origin;
  reading.steps.push((below) => withFlag(below, flag, at, helm));
  reading.parts.push({ file, prefix, origin: at });
  for (const depth of keys.keys())
    if (flag.text.startsWith(`${keys.slice(0, depth + 1).join('.')}.`)) reading.isOverlaid[depth] = true;
}

/** Values of other files, which their paths name until it is known how the files are shown. */
function renamed(
  { values, duplicates, file, prefix, patches = [] }: Extract<Layer, { kind: 'values' }>,
  { self, read, shown }: LayerContext,
  { texts }: Reading,
): WrittenValues & { readonly parts: readonly ValuesPart[] } {
  const nameOf = (path: string): string =>
    path === self.name || path === self.path ? self.name : shown(path);
  const parts = [{ file, prefix, origin: values.origin }, ...patches].map((part) => {
    const name = nameOf(part.file);
    if (name !== self.name) texts.set(name, read(part.file) ?? '');
    return { ...part, file: name };
  });
  if (parts.length === 1 && file === self.name) return { values, duplicates, parts };
  const names = new Map<string, string>();
  const named = <T extends { readonly file: string }>(origin: T): T => {
    const name = names.get(origin.file) ?? nameOf(origin.file);
    names.set(origin.file, name);
    return { ...origin, file: name };
  };
  return {
    parts,
    values: placed(values, (origin) => (origin.kind === 'file' ? named(origin) : origin)),
    duplicates: duplicates
      .map((one) => ({ ...one, first: named(one.first), second: named(one.second) }))
      // Another file's own mistakes are told where it is looked at itself.
      .filter(({ second }) => second.file === self.name),
  };
}

function addValues(
  { values, duplicates }: WrittenValues,
  parts: readonly LayerPart[],
  reading: Reading,
  keys: readonly string[],
): void {
  noteOverlaid(values, reading, keys);
  reading.steps.push((below) => laidOver(below, values, keys));
  reading.duplicates.push(...duplicates);
  reading.parts.push(...parts);
}

function noteOverlaid(values: MapNode, { isOverlaid }: Reading, keys: readonly string[]): void {
  for (const depth of keys.keys())
    if (lookup(values, keys.slice(0, depth + 1))?.kind === 'map') isOverlaid[depth] = true;
}

/** The own values.yaml of the umbrella, or of a chart on the way, as Helm 4 takes it. */
function addOwnValues(
  { values, duplicates }: WrittenValues,
  part: LayerPart,
  reading: Reading,
  keys: readonly string[],
  depth: number,
): void {
  const cleaned = withoutNulls(values) as MapNode;
  for (const at of keys.keys())
    if (at > depth && lookup(values, keys.slice(0, at + 1))?.kind === 'map') reading.isOverlaid[at] = true;
  reading.steps.push((below) => laidOver(below, reading.isOverlaid[depth] ? values : cleaned, keys));
  reading.duplicates.push(...duplicates);
  reading.parts.push(part);
}

/** A null for a dependency takes away what is below of it; anywhere else it is a mistake. */
function laidOver(below: MapNode, values: MapNode, [key, ...rest]: readonly string[]): MapNode {
  const merged = mergeMaps(below, values);
  const own = key === undefined ? undefined : below.entries.get(key);
  const upper = key === undefined ? undefined : values.entries.get(key);
  if (key === undefined || own?.kind !== 'map') return merged;
  const entries = new Map(merged.entries);
  if (isNull(upper)) entries.delete(key);
  if (upper?.kind === 'map') entries.set(key, laidOver(own, upper, rest));
  return { ...merged, entries };
}

function addUnread(
  what: string,
  path: readonly string[] | undefined,
  reading: Reading,
  keys: readonly string[],
): void {
  reading.unread.push(what);
  const only = path && (keys.length === 0 || path[0] === keys[0]) ? path : undefined;
  if (path && !only) return;
  reading.steps.push((below, unknown) => mergeMaps(below, only ? onlyAt(unknown, only) : unknown));
}

/** A tree cut down to what it has at a path. */
function onlyAt(node: MapNode, path: readonly string[]): MapNode {
  const found = lookup(node, path);
  if (!found) return emptyMap();
  const tree = path.reduceRight<ValueNode>(
    (below, one) => ({ ...emptyMap(), entries: new Map([[one, below]]) }),
    found,
  );
  return tree.kind === 'map' ? tree : emptyMap();
}

function readFileLayer(
  layer: Extract<Layer, { kind: 'file' | 'some file' }>,
  context: LayerContext,
  reading: Reading,
  keys: readonly string[],
): ValuesError | undefined {
  const { self, helm, read, shown } = context;
  const isSelf = isFileOf(layer, self.path);
  if (layer.kind === 'some file' && !isSelf) {
    addUnread(layer.shown, undefined, reading, keys);
    return undefined;
  }
  const path = layer.kind === 'file' ? layer.path : self.path;
  const name = isSelf ? self.name : shown(path);
  const text = isSelf ? self.text : read(path);
  if (text === undefined) {
    if (layer.kind !== 'file' || !layer.isOptional) addUnread(name, undefined, reading, keys);
    return undefined;
  }
  const parsed = parseValues(text, isSelf ? self.place : placesIn(name, text), helm);
  if (!parsed.ok) {
    if (isSelf) return parsed.error;
    addUnread(name, undefined, reading, keys);
    return undefined;
  }
  reading.texts.set(name, text);
  const isOfChart = layer.kind === 'file' && layer.isOfChart === true;
  const outer = (layer.kind === 'file' ? layer.under : undefined) ?? [];
  const way = keys.slice(outer.length);
  if (isOfChart) {
    const refused = way.map((_, at) => lookup(parsed.value.values, way.slice(0, at + 1))).find(isNull);
    if (refused) return errorAt(refused.origin, notAMap(way.join('.')));
    const own = way.length === 0 ? undefined : lookup(parsed.value.values, way);
    for (const [node, path] of own ? walk(own) : []) if (isNull(node)) reading.ownNulls.push({ node, path });
  }
  const values = nestedUnder(parsed.value.values, outer) as MapNode;
  // Another file's own mistakes are told where it is looked at itself.
  const written = { values, duplicates: isSelf ? parsed.value.duplicates : [] };
  const part = { file: name, prefix: [], origin: values.origin, depth: outer.length };
  if (isOfChart && helm === 4) addOwnValues(written, part, reading, keys, outer.length);
  else addValues(written, [part], reading, keys);
  return undefined;
}

/** A flag's assignment over values; what Helm would refuse is left out. */
function withFlag(values: MapNode, flag: SetFlag, origin: Origin, helm: HelmMajor): MapNode {
  const readFile = () => err('files are not read here');
  const applied = applySetFlag(values, flag, { readFile, helm });
  return applied.ok && applied.value.kind === 'map' ? located(applied.value, origin) : values;
}

/** The tree with what a flag has put in placed at the origin. */
const located = (map: MapNode, origin: Origin): MapNode =>
  placed(map, (own) => (own.kind === 'flag' ? { ...origin } : own));

/** The tree with every origin changed. */
function placed(node: MapNode, change: (origin: Origin) => Origin): MapNode;
function placed(node: ValueNode, change: (origin: Origin) => Origin): ValueNode;
function placed(node: ValueNode, change: (origin: Origin) => Origin): ValueNode {
  const origin = change(node.origin);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => placed(item, change)), origin };
  const entries = [...node.entries].map(([key, value]) => [key, placed(value, change)] as const);
  return { ...node, entries: new Map(entries), origin };
}
