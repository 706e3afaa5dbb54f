import { lineIndex } from '../yaml/places.ts';

/** The flags of Helm that set single values. */
export type SetFlagName = '--set' | '--set-string' | '--set-json' | '--set-file' | '--set-literal';

/** A stretch of a file's text, as offsets in UTF-16 units; the end is behind the last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * How an object sets one value: the grammar of --set decides on its type, whatever quotes stand around it in the file. The
 * advice is an order in a few words, such as `remove forceString: true`.
 */
export interface Assignment {
  readonly flag: '--set' | '--set-string';
  /** What makes a string the boolean or number that it reads as. */
  readonly asTyped: string;
  /** What makes a boolean or number a string. */
  readonly asText: string;
}

/** A value of a file. Line and column are 1-based and those of the value itself. */
export interface FileOrigin extends Span {
  readonly kind: 'file';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The key that the value is under, where it is under one. */
  readonly key?: Span;
  /** Set where an object sets the value by its path; the key is then the path. */
  readonly assigned?: Assignment;
}

/** Whether a tag such as `!!int` stands before the value at an offset: it decides on the type, whatever quotes say. */
export const isTagged = (text: string, start: number): boolean =>
  /(?:^|[\s,[{:])!\S*(?:\s+&\S+)?\s+$/.test(text.slice(Math.max(0, start - 200), start));

/** Where a value was written; `text` of a flag is already safe to show. */
export type Origin =
  | FileOrigin
  | { readonly kind: 'flag'; readonly flag: SetFlagName; readonly text: string }
  | { readonly kind: 'default'; readonly chartVersion: string };

/** The origin of a map nobody wrote: the values of a command that was given none. */
export const nowhere: Origin = { kind: 'default', chartVersion: '' };

/** One phrase for a message: `values/prod.yaml:12:7`, `--set a.b=true`, `default of chart 2.0.2`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}:${origin.column}`;
    case 'flag':
      return `${origin.flag} ${origin.text}`;
    case 'default':
      return origin.chartVersion === '' ? 'default of the chart' : `default of chart ${origin.chartVersion}`;
  }
}

/** Offset in a text of values to its place in the file that holds the text. */
export type TextPlace = (offset: number) => FileOrigin;

export function placesIn(file: string, text: string): TextPlace {
  const at = lineIndex(text);
  return (offset) => ({ kind: 'file', file, ...at(offset), start: offset, end: offset });
}

/**
 * A bigint is an integer of --set, which Helm keeps as an int64; every other number is a double, as in Helm. Templates print
 * the two differently (`printed.ts`).
 */
export type ScalarValue = string | number | bigint | boolean | null;

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ValueNode>;
  readonly origin: Origin;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ValueNode[];
  readonly origin: Origin;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly origin: Origin;
}

/** A value that remembers where it was written. Maps are `Map`, so a key such as `__proto__` is only a key. */
export type ValueNode = MapNode | ListNode | ScalarNode;

/** The node at a path of map keys, or undefined if a key is missing or something on the way is not a map. */
export function lookup(node: ValueNode, path: readonly string[]): ValueNode | undefined {
  let here: ValueNode | undefined = node;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key) : undefined;
  return here;
}

/** The node at a path of map keys and numbers of what stands in lists, or undefined if there is none. */
export function valueAt(
  root: ValueNode | undefined,
  path: readonly (string | number)[],
): ValueNode | undefined {
  let here = root;
  for (const key of path) {
    if (here?.kind === 'map') here = here.entries.get(String(key));
    else here = here?.kind === 'list' ? here.items[Number(key)] : undefined;
  }
  return here;
}

export const emptyMap = (origin: Origin = nowhere): MapNode => ({ kind: 'map', entries: new Map(), origin });

/** Values as the value of a path of keys. */
export const nestedUnder = (values: ValueNode, keys: readonly string[]): ValueNode =>
  keys.reduceRight<ValueNode>(
    (inner, key) => ({ kind: 'map', entries: new Map([[key, inner]]), origin: inner.origin }),
    values,
  );

/** What a map or a list holds, by key or index. */
export function childrenOf(node: ValueNode): readonly (readonly [key: string, child: ValueNode])[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'map' ? [...node.entries] : node.items.map((item, at) => [String(at), item]);
}

/** The tree with every origin changed. */
export function placed(node: MapNode, change: (origin: Origin) => Origin): MapNode;
export function placed(node: ValueNode, change: (origin: Origin) => Origin): ValueNode;
export function placed(node: ValueNode, change: (origin: Origin) => Origin): ValueNode {
  const origin = change(node.origin);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => placed(item, change)), origin };
  const entries = [...node.entries].map(([key, value]) => [key, placed(value, change)] as const);
  return { ...node, entries: new Map(entries), origin };
}

/** A node and everything below it, each with its path. */
export function walk(node: ValueNode): readonly (readonly [node: ValueNode, path: readonly string[]])[] {
  const found: (readonly [ValueNode, readonly string[]])[] = [];
  const visit = (here: ValueNode, path: readonly string[]): void => {
    found.push([here, path]);
    if (here.kind === 'map') for (const [key, child] of here.entries) visit(child, [...path, key]);
    if (here.kind === 'list')
      for (const [at, child] of here.items.entries()) visit(child, [...path, String(at)]);
  };
  visit(node, []);
  return found;
}

export const scalar = (value: ScalarValue, origin: Origin): ScalarNode => ({ kind: 'scalar', value, origin });

export const isNull = (node: ValueNode | undefined): boolean =>
  node?.kind === 'scalar' && node.value === null;

/** Plain data as JSON has it, where every number is a double; objects have no prototype. */
export const toJson = (node: ValueNode): unknown =>
  plainData(node, (value) => (typeof value === 'bigint' ? Number(value) : value));

/** Like toJson, with the integers of --set as bigints. */
export const toExactData = (node: ValueNode): unknown => plainData(node, (value) => value);

function plainData(node: ValueNode, scalarData: (value: ScalarValue) => unknown): unknown {
  if (node.kind === 'scalar') return scalarData(node.value);
  if (node.kind === 'list') return node.items.map((item) => plainData(item, scalarData));
  const data: Record<string, unknown> = Object.create(null);
  for (const [key, value] of node.entries) data[key] = plainData(value, scalarData);
  return data;
}

/** A tree of plain data whose every node has the same origin; what JSON cannot say becomes null. */
export function fromJson(data: unknown, origin: Origin): ValueNode {
  if (Array.isArray(data)) return { kind: 'list', items: data.map((item) => fromJson(item, origin)), origin };
  if (typeof data === 'object' && data !== null) {
    const entries = new Map(Object.entries(data).map(([key, value]) => [key, fromJson(value, origin)]));
    return { kind: 'map', entries, origin };
  }
  return { kind: 'scalar', value: isScalarValue(data) ? data : null, origin };
}

const isScalarValue = (data: unknown): data is string | number | bigint | boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof data);

/** Helm's major versions read values differently in places: 3 stands for v3.21.4, 4 for v4.2.4. */
export type HelmMajor = 3 | 4;

/** Helm 4 if the user did not say which: it reads every document of a values file, so nothing is overlooked. */
export const defaultHelm: HelmMajor = 4;

/**
 * Whether `{{ if .Values.x }}` takes the branch: Go's text/template truth.
 * The string "false" is true; "", 0, null, an empty map or list and an absent value are false.
 */
export function isTrueInTemplate(node: ValueNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'map') return node.entries.size > 0;
  if (node.kind === 'list') return node.items.length > 0;
  return Boolean(node.value);
}
