import type { ValuesPart } from '../lint/check-values.ts';
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
  type Origin,
  placesIn,
  type ValueNode,
  walk,
} from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { errorAt, isFileOf, type Layer, notAMap } from './layers.ts';

/** The layers of a release as one. */
export interface MergedLayers extends WrittenValues {
  readonly parts: readonly ValuesPart[];
  /** The texts of the files that take part, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Nulls for the dependency in the values.yaml of its umbrella, by their path below its key. */
  readonly ownNulls: readonly { readonly node: ValueNode; readonly path: readonly string[] }[];
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
  readonly parts: ValuesPart[];
  readonly texts: Map<string, string>;
  readonly unread: string[];
  readonly ownNulls: { readonly node: ValueNode; readonly path: readonly string[] }[];
  /** Whether values over the umbrella's own have a map for the dependency. */
  isOverlaid: boolean;
}

/**
 * Reads layers and lays them over each other, lowest first, as Helm does: maps merge, everything else replaces. What a
 * chart's own values.yaml says of a dependency is a layer as any other, but that Helm 4 drops its nulls where nothing that
 * a user gives has a map for the dependency (seen with Helm 3.21 and 4.2: nulls in the dependency's, the umbrella's and a
 * user's values, in every combination).
 * @param key the dependency that the values of an umbrella are for; nothing where they are the chart's own
 * @returns the error of a broken layer of the file itself; another file that cannot be read counts as unread
 */
export function mergeLayers(
  layers: readonly Layer[],
  context: LayerContext,
  key?: string,
): MergedLayers | { readonly error: ValuesError } {
  const { name, text } = context.self;
  const reading: Reading = {
    steps: [],
    duplicates: [],
    parts: [],
    texts: new Map([[name, text]]),
    unread: [],
    ownNulls: [],
    isOverlaid: false,
  };
  for (const layer of layers) {
    const error = readLayer(layer, context, reading, key);
    if (error) return { error };
  }
  const merged = (unknown: MapNode): MapNode =>
    reading.steps.reduce<MapNode>((below, step) => step(below, unknown), emptyMap(startOf(context)));
  const values = merged(emptyMap());
  const within = (unknown: MapNode): MapNode =>
    key === undefined ? unknown : { ...emptyMap(), entries: new Map([[key, unknown]]) };
  return { ...reading, values, with: (unknown) => merged(within(unknown)) };
}

/** A byte order mark is not part of the values. */
const startOf = ({ self }: LayerContext): Origin => self.place(self.text.startsWith('\ufeff') ? 1 : 0);

function readLayer(
  layer: Layer,
  context: LayerContext,
  reading: Reading,
  key: string | undefined,
): ValuesError | undefined {
  switch (layer.kind) {
    case 'broken': {
      const { file } = layer.error;
      if (file === undefined || file === context.self.name) return layer.error;
      if (file === context.self.path) return { ...layer.error, file: context.self.name };
      addUnread(context.shown(file), undefined, reading, key);
      return undefined;
    }
    case 'values': {
      const { values, parts, duplicates } = renamed(layer, context, reading);
      addValues({ values, duplicates }, parts, reading, key);
      return undefined;
    }
    case 'unread':
      addUnread(layer.what, layer.path, reading, key);
      return undefined;
    case 'set':
      addAssignment(layer, context, reading, key);
      return undefined;
    default:
      return readFileLayer(layer, context, reading, key);
  }
}

function addAssignment(
  { flag, origin, prefix }: Extract<Layer, { kind: 'set' }>,
  { self, helm, read, shown }: LayerContext,
  reading: Reading,
  key: string | undefined,
): void {
  const isElsewhere = origin.kind === 'file' && origin.file !== self.name && origin.file !== self.path;
  const file = isElsewhere ? shown(origin.file) : self.name;
  if (isElsewhere) reading.texts.set(file, read(origin.file) ?? '');
  const at: Origin = origin.kind === 'file' ? { ...origin, file } : origin;
  reading.steps.push((below) => withFlag(below, flag, at, helm));
  reading.parts.push({ file, prefix, origin: at });
  if (key !== undefined && flag.text.startsWith(`${key}.`)) reading.isOverlaid = true;
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
  parts: readonly ValuesPart[],
  reading: Reading,
  key: string | undefined,
): void {
  if (key !== undefined && values.entries.get(key)?.kind === 'map') reading.isOverlaid = true;
  reading.steps.push((below) => laidOver(below, values, key));
  reading.duplicates.push(...duplicates);
  reading.parts.push(...parts);
}

/** The umbrella's own values.yaml as Helm 4 takes it. */
function addOwnValues(
  { values, duplicates }: WrittenValues,
  part: Pick<ValuesPart, 'file' | 'prefix'>,
  reading: Reading,
): void {
  const cleaned = withoutNulls(values) as MapNode;
  reading.steps.push((below) => mergeMaps(below, reading.isOverlaid ? values : cleaned));
  reading.duplicates.push(...duplicates);
  reading.parts.push({ ...part, origin: values.origin });
}

/** A null for a dependency takes away what an umbrella's values.yaml has for it; anywhere else it is a mistake. */
function laidOver(below: MapNode, values: MapNode, key: string | undefined): MapNode {
  const merged = mergeMaps(below, values);
  if (key === undefined || !isNull(values.entries.get(key)) || below.entries.get(key)?.kind !== 'map')
    return merged;
  return { ...merged, entries: new Map([...merged.entries].filter(([one]) => one !== key)) };
}

function addUnread(
  what: string,
  path: readonly string[] | undefined,
  reading: Reading,
  key: string | undefined,
): void {
  reading.unread.push(what);
  const only = path && (key === undefined ? path : path[0] === key ? path : undefined);
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
  key: string | undefined,
): ValuesError | undefined {
  const { self, helm, read, shown } = context;
  const isSelf = isFileOf(layer, self.path);
  if (layer.kind === 'some file' && !isSelf) {
    addUnread(layer.shown, undefined, reading, key);
    return undefined;
  }
  const path = layer.kind === 'file' ? layer.path : self.path;
  const name = isSelf ? self.name : shown(path);
  const text = isSelf ? self.text : read(path);
  if (text === undefined) {
    if (layer.kind !== 'file' || !layer.isOptional) addUnread(name, undefined, reading, key);
    return undefined;
  }
  const parsed = parseValues(text, isSelf ? self.place : placesIn(name, text), helm);
  if (!parsed.ok) {
    if (isSelf) return parsed.error;
    addUnread(name, undefined, reading, key);
    return undefined;
  }
  reading.texts.set(name, text);
  const isOfChart = layer.kind === 'file' && layer.isOfChart === true;
  const own = key === undefined ? undefined : parsed.value.values.entries.get(key);
  if (isOfChart && own && isNull(own)) return nullOfDependency(own, key ?? '');
  if (isOfChart && own)
    for (const [node, path] of walk(own)) if (isNull(node)) reading.ownNulls.push({ node, path });
  const { values } = parsed.value;
  const written = { values, duplicates: isSelf ? parsed.value.duplicates : [] };
  const part = { file: name, prefix: [] };
  if (isOfChart && helm === 4) addOwnValues(written, part, reading);
  else addValues(written, [{ ...part, origin: values.origin }], reading, key);
  return undefined;
}

/** Helm refuses an umbrella whose own values.yaml has a null for a dependency, whatever lies over it. */
const nullOfDependency = ({ origin }: ValueNode, key: string): ValuesError => errorAt(origin, notAMap(key));

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
