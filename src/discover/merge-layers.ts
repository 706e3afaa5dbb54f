import type { PlacedNode } from '../lint/check-values.ts';
import type { ValuesPart } from '../lint/lint-values.ts';
import type { Result } from '../result.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import { mergeMaps, withoutNulls } from '../values/merge.ts';
import { parseValues, type WrittenValues } from '../values/read-values.ts';
import {
  emptyMap,
  type HelmMajor,
  isNull,
  lookup,
  type MapNode,
  nestedUnder,
  type Origin,
  placed,
  placesIn,
  walk,
} from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { laidOver, onlyAt, withFlag } from './lay-over.ts';
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
  /** The single values that could not be read, by their paths below the key of a dependency. */
  readonly unreadPaths: readonly (readonly string[])[];
  /** The values as they would be if the layers that could not be read held these. */
  readonly with: (values: MapNode) => MapNode;
}

/** What reading layers needs. */
export interface LayerContext {
  /** The file that is looked at, which the origins of its values name. */
  readonly self: OuterFile & {
    readonly name: string;
    readonly path: string;
    readonly values: () => Result<WrittenValues, ValuesError>;
  };
  readonly helm: HelmMajor;
  readonly read: (path: string) => string | undefined;
  /** The name of another file, in the form of the file's own. */
  readonly shown: (path: string) => string;
}

/** Lays one layer over the values below it; `unknown` stands for what cannot be read. */
type Step = (below: MapNode, unknown: MapNode) => MapNode;

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
  // A file that is named is not meant by a pattern beside its name as well.
  const isNamed = layers.some((layer) => isFileOf(layer, context.self.path, 'literally'));
  const reading = new Reading(context, keys, isNamed);
  for (const layer of layers) {
    const error = reading.add(layer);
    if (error) return { error };
  }
  return reading.merged();
}

/** Collects layers, lowest first. */
class Reading {
  private readonly steps: Step[] = [];
  private readonly duplicates: DuplicateKey[] = [];
  private readonly parts: LayerPart[] = [];
  private readonly texts: Map<string, string>;
  private readonly unread: string[] = [];
  private readonly unreadPaths: (readonly string[])[] = [];
  private readonly ownNulls: PlacedNode[] = [];
  /** Whether values over the own ones of each chart on the way have a map for what it depends on. */
  private readonly isOverlaid: boolean[] = [];

  constructor(
    private readonly context: LayerContext,
    private readonly keys: readonly string[],
    private readonly isNamed: boolean,
  ) {
    const { name, text } = context.self;
    this.texts = new Map([[name, text]]);
  }

  merged(): MergedLayers {
    const { duplicates, parts, texts, ownNulls, unread, unreadPaths, keys } = this;
    const { self } = this.context;
    // A byte order mark is not part of the values.
    const start = self.place(self.text.startsWith('\ufeff') ? 1 : 0);
    const lay = (unknown: MapNode): MapNode =>
      this.steps.reduce<MapNode>((below, step) => step(below, unknown), emptyMap(start));
    const withUnknown = (unknown: MapNode): MapNode => lay(nestedUnder(unknown, keys) as MapNode);
    return {
      values: lay(emptyMap()),
      with: withUnknown,
      duplicates,
      parts,
      texts,
      ownNulls,
      unread,
      unreadPaths,
    };
  }

  /** @returns why the file itself is broken */
  add(layer: Layer): ValuesError | undefined {
    switch (layer.kind) {
      case 'broken':
        return this.addBroken(layer.error);
      case 'values':
        return this.addGiven(layer);
      case 'unread':
        return this.addUnread(layer.what, layer.path);
      case 'set':
        return this.addAssignment(layer);
      default:
        return this.addFile(layer);
    }
  }

  private addBroken(error: ValuesError): ValuesError | undefined {
    const { self, shown } = this.context;
    if (error.file === undefined || error.file === self.name) return error;
    if (error.file === self.path) return { ...error, file: self.name };
    return this.addUnread(shown(error.file));
  }

  private addAssignment({
    flag,
    origin,
    prefix,
    name,
    assigned,
  }: Extract<Layer, { kind: 'set' }>): undefined {
    const { self, helm, read } = this.context;
    const file = origin.kind === 'file' ? this.nameOf(origin.file) : self.name;
    if (file !== self.name && origin.kind === 'file') this.texts.set(file, read(origin.file) ?? '');
    const key = name?.kind === 'file' ? { start: name.start, end: name.end } : undefined;
    const at: Origin = origin.kind === 'file' ? { ...origin, file, assigned, ...(key && { key }) } : origin;
    this.steps.push((below) => withFlag(below, flag, at, helm));
    this.parts.push({ file, prefix, origin: withKey(at) });
    for (const depth of this.keys.keys())
      if (flag.text.startsWith(`${this.keys.slice(0, depth + 1).join('.')}.`)) this.isOverlaid[depth] = true;
  }

  /** Files are named by their paths until it is known how they are shown. */
  private nameOf(path: string): string {
    const { self, shown } = this.context;
    return path === self.name || path === self.path ? self.name : shown(path);
  }

  private addGiven({
    values,
    duplicates,
    file,
    prefix,
    patches = [],
  }: Extract<Layer, { kind: 'values' }>): undefined {
    const { self, read } = this.context;
    const parts = [{ file, prefix, origin: values.origin }, ...patches].map((part) => {
      const name = this.nameOf(part.file);
      if (name !== self.name) this.texts.set(name, read(part.file) ?? '');
      return { ...part, file: name };
    });
    if (parts.length === 1 && file === self.name) return this.addValues({ values, duplicates }, parts);
    const names = new Map<string, string>();
    const named = <T extends { readonly file: string }>(origin: T): T => {
      const name = names.get(origin.file) ?? this.nameOf(origin.file);
      names.set(origin.file, name);
      return { ...origin, file: name };
    };
    const written = {
      values: placed(values, (origin) => (origin.kind === 'file' ? named(origin) : origin)),
      duplicates: duplicates
        .map((one) => ({ ...one, first: named(one.first), second: named(one.second) }))
        // Another file's own mistakes are told where it is looked at itself.
        .filter(({ second }) => second.file === self.name),
    };
    return this.addValues(written, parts);
  }

  private addValues({ values, duplicates }: WrittenValues, parts: readonly LayerPart[]): undefined {
    this.noteOverlaid(values, 0);
    this.steps.push((below) => laidOver(below, values, this.keys));
    this.duplicates.push(...duplicates);
    this.parts.push(...parts);
  }

  /** @param from how many of the keys lie above what the values are laid over */
  private noteOverlaid(values: MapNode, from: number): void {
    for (const depth of this.keys.keys())
      if (depth >= from && lookup(values, this.keys.slice(0, depth + 1))?.kind === 'map')
        this.isOverlaid[depth] = true;
  }

  /** The own values.yaml of the umbrella, or of a chart on the way, as Helm 4 takes it. */
  private addOwnValues({ values, duplicates }: WrittenValues, part: LayerPart, depth: number): undefined {
    const cleaned = withoutNulls(values) as MapNode;
    this.noteOverlaid(values, depth + 1);
    this.steps.push((below) => laidOver(below, this.isOverlaid[depth] ? values : cleaned, this.keys));
    this.duplicates.push(...duplicates);
    this.parts.push(part);
  }

  /** @param what a noun phrase @param path where it stands in the values, if that is all it can set */
  private addUnread(what: string, path?: readonly string[]): undefined {
    this.unread.push(what);
    const [first] = this.keys;
    const only = path && (first === undefined || path[0] === first) ? path : undefined;
    if (path && !only) return;
    if (only && this.keys.every((key, at) => only[at] === key))
      this.unreadPaths.push(only.slice(this.keys.length));
    this.steps.push((below, unknown) => mergeMaps(below, only ? onlyAt(unknown, only) : unknown));
  }

  private addFile(layer: Extract<Layer, { kind: 'file' | 'some file' }>): ValuesError | undefined {
    const { self, helm, read, shown } = this.context;
    const isSelf = isFileOf(
      layer,
      self.path,
      layer.kind === 'some file' && this.isNamed ? 'literally' : 'perhaps',
    );
    if (layer.kind === 'some file' && !isSelf) return this.addUnread(layer.shown);
    const path = layer.kind === 'file' ? layer.path : self.path;
    const name = isSelf ? self.name : shown(path);
    const text = isSelf ? self.text : read(path);
    if (text === undefined)
      return layer.kind === 'file' && layer.isOptional ? undefined : this.addUnread(name);
    const parsed = isSelf ? self.values() : parseValues(text, placesIn(name, text), helm);
    if (!parsed.ok) return isSelf ? parsed.error : this.addUnread(name);
    this.texts.set(name, text);
    const outer = (layer.kind === 'file' ? layer.under : undefined) ?? [];
    const isOfChart = layer.kind === 'file' && layer.isOfChart === true;
    const refused = isOfChart
      ? this.noteOwnNulls(parsed.value.values, this.keys.slice(outer.length))
      : undefined;
    if (refused) return refused;
    const values = nestedUnder(parsed.value.values, outer) as MapNode;
    // Another file's own mistakes are told where it is looked at itself.
    const written = { values, duplicates: isSelf ? parsed.value.duplicates : [] };
    const part = { file: name, prefix: [], origin: values.origin, depth: outer.length };
    return isOfChart && helm === 4
      ? this.addOwnValues(written, part, outer.length)
      : this.addValues(written, [part]);
  }

  /** Nulls for the dependency. @returns why Helm refuses a null that stands for all of it */
  private noteOwnNulls(values: MapNode, way: readonly string[]): ValuesError | undefined {
    const refused = way.map((_, at) => lookup(values, way.slice(0, at + 1))).find(isNull);
    if (refused) return errorAt(refused.origin, notAMap(way.join('.')));
    const own = way.length === 0 ? undefined : lookup(values, way);
    for (const [node, path] of own ? walk(own) : []) if (isNull(node)) this.ownNulls.push({ node, path });
    return undefined;
  }
}

/** A stretch from a value's key to its end, whichever of them is first. */
const withKey = (origin: Origin): Origin =>
  origin.kind === 'file' && origin.key
    ? {
        ...origin,
        start: Math.min(origin.start, origin.key.start),
        end: Math.max(origin.end, origin.key.end),
      }
    : origin;
