import { asMap, asSequence, follow } from '../manifest/query.ts';
import { type Known, known, type Path, unsure } from '../pack.ts';
import { type PrintedForm, printed } from '../values/printed.ts';
import { isTrueInTemplate, nowhere, type ValueNode, valueAt } from '../values/tree.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Place, Tree } from './case.ts';

/** Marks that stand for a value filled in before Helm: by Flux, Argo CD, envsubst or sed. */
const FILLED_IN_LATER = /\$\{|\{\{|^%[^%]+%$|^<.+>$/;

const NOT_YET_KNOWN = 'the value is filled in before Helm sees it';

/** A text that somebody wrote; not sure where something fills it in before Helm. */
function knownText(text: string, by: 'person' | 'default', place: Place): Known<string> {
  return FILLED_IN_LATER.test(text) ? unsure(NOT_YET_KNOWN, place) : known(text, by, place);
}

const isWritten = ({ origin }: ValueNode): boolean => origin.kind !== 'default';

/**
 * A scalar of values as its template prints it.
 * @param path where it is read from, for its place
 * @param formAt how a template prints what is at a path: asked for numbers alone, as others are printed in one way
 */
export function scalarOf(
  node: ValueNode | undefined,
  path: Path,
  formAt: (path: Path) => PrintedForm = () => 'bare',
): Known<string> | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const place: Place = isWritten(node)
    ? { in: 'values', path, on: 'value', node }
    : { in: 'values', path, on: 'value' };
  const form = typeof node.value === 'number' ? formAt(path) : 'bare';
  return knownText(printed(node, form), isWritten(node) ? 'person' : 'default', place);
}

const TYPES = {
  string: 'text',
  number: 'number',
  bigint: 'number',
  boolean: 'boolean',
  object: 'null',
} as const;

/** Where a tree's values were written. */
export interface WrittenAt {
  /** The blocks that its paths go on from, strongest first: a component's values come from several. */
  readonly blocks: readonly Path[];
  /** How many keys at the start of a path are not written in any block. */
  readonly unwritten?: number;
  /** How a template prints what is at a path, which begins with its block; bare where it is left out. */
  readonly printedAs?: ((path: Path) => PrintedForm) | undefined;
}

const AT_THE_TOP: WrittenAt = { blocks: [[]] };

/**
 * Values as Helm resolves them.
 * @param root what is looked at
 * @param written what somebody wrote, from its top
 */
export function valuesTree(
  root: ValueNode,
  { blocks, unwritten = 0, printedAs = () => 'bare' }: WrittenAt = AT_THE_TOP,
  written: ValueNode = root,
): Tree {
  const own = (path: Path): Path => (unwritten === 0 ? path : path.slice(unwritten));
  const inBlock = (block: Path, path: Path): ValueNode | undefined => {
    const top = valueAt(written, block);
    return top && valueAt(top, own(path));
  };
  /** The path that the value in force was written at; the strongest one where nobody wrote it. */
  const pathOf = (path: Path, node: ValueNode | undefined): Path => {
    const isSomebodys = node !== undefined && isWritten(node) && blocks.length > 1;
    const block = isSomebodys && blocks.find((one) => inBlock(one, path)?.origin === node.origin);
    return [...(block || (blocks[0] ?? [])), ...own(path)];
  };
  return {
    at: (...path) => {
      const node = valueAt(root, path);
      if (node?.kind !== 'scalar') return undefined;
      return scalarOf(node, pathOf(path, node), printedAs);
    },
    has: (...path) => valueAt(root, path) !== undefined,
    isWritten: (...path) => blocks.some((block) => hasWritten(inBlock(block, path))),
    isTrue: (...path) => isTrueInTemplate(valueAt(root, path)),
    type: (...path) => {
      const node = valueAt(root, path);
      if (node?.kind !== 'scalar') return node?.kind;
      return TYPES[typeof node.value as keyof typeof TYPES];
    },
    keys: (...path) => {
      const node = valueAt(root, path);
      if (node?.kind === 'map') return [...node.entries.keys()];
      return node?.kind === 'list' ? node.items.map((_, at) => at) : [];
    },
    below: (...prefix) =>
      valuesTree(
        valueAt(root, prefix) ?? { kind: 'map', entries: new Map(), origin: nowhere },
        {
          blocks: blocks.map((block) => [...block, ...own(prefix)]),
          unwritten: Math.max(0, unwritten - prefix.length),
          printedAs,
        },
        written,
      ),
    place: (...path) => {
      const node = valueAt(root, path);
      return { in: 'values', path: pathOf(path, node), on: 'key', ...(node && isWritten(node) && { node }) };
    },
  };
}

/** Whether somebody wrote a value, or one below it. */
function hasWritten(node: ValueNode | undefined): boolean {
  if (node === undefined) return false;
  if (isWritten(node)) return true;
  if (node.kind === 'scalar') return false;
  const children = node.kind === 'map' ? [...node.entries.values()] : node.items;
  return children.some(hasWritten);
}

const nodeStep = (node: YamlNode | undefined, key: string | number): YamlNode | undefined => {
  if (typeof key === 'number') return asSequence(node)?.items[key]?.value;
  return asMap(node)?.entries.findLast((entry) => entry.key === key)?.value;
};

/** What a path leads to, aliases not followed at its end. */
export const nodeAt = (root: YamlNode | null, path: Path): YamlNode | undefined =>
  path.reduce<YamlNode | undefined>(nodeStep, root ?? undefined);

const isNullText = ({ style, value }: { style: string; value: string }): boolean =>
  style === 'plain' && ['', '~', 'null', 'Null', 'NULL'].includes(value);

const isFalse = (text: string): boolean => text === 'false' || text === '' || text === '0';

/** The document of the stream, from 0; or where a stretch of a text within one stands; undefined: nowhere of its own. */
type Where = number | ((start: number, end: number) => Place) | undefined;

/** A server may put variables of its environment into its own files. */
const EXPANDED = /\$\{\w/;
const BY_ENVIRONMENT = 'the server takes it from its environment';

/**
 * YAML of a manifest, or of a text within one.
 * @param by who decides what is written here
 * @param fallback the place of what has none of its own
 */
export function manifestTree(
  root: YamlNode | null,
  where: Where,
  by: 'chart' | 'config' | 'override' = 'chart',
  fallback?: Place,
): Tree {
  const placeOf = (node: YamlNode | undefined, start = node?.start): Place => {
    if (where === undefined || node === undefined || start === undefined)
      return (
        fallback ?? { in: 'manifest', document: typeof where === 'number' ? where : 0, start: 0, end: 0 }
      );
    const end = Math.max(start, node.end);
    return typeof where === 'function' ? where(start, end) : { in: 'manifest', document: where, start, end };
  };
  const keyPlace = (path: Path): Place => {
    for (let length = path.length; length > 0; length -= 1) {
      const parent = asMap(nodeAt(root, path.slice(0, length - 1)));
      const entry = parent?.entries.findLast(({ key }) => key === path[length - 1]);
      if (entry) return placeOf(entry.value, entry.keyStart);
    }
    return placeOf(root ?? undefined);
  };
  return {
    at: (...path) => {
      const node = follow(nodeAt(root, path));
      if (node?.kind !== 'scalar' || isNullText(node)) return undefined;
      if (by !== 'chart' && EXPANDED.test(node.value))
        return unsure(BY_ENVIRONMENT, placeOf(node), node.value);
      return known(node.value, by, placeOf(node));
    },
    has: (...path) => nodeAt(root, path) !== undefined,
    isWritten: (...path) => nodeAt(root, path) !== undefined,
    isTrue: (...path) => {
      const node = follow(nodeAt(root, path));
      if (node?.kind === 'map') return node.entries.length > 0;
      if (node?.kind === 'sequence') return node.items.length > 0;
      return node !== undefined && !isNullText(node) && (node.style !== 'plain' || !isFalse(node.value));
    },
    type: (...path) => {
      const node = follow(nodeAt(root, path));
      if (node === undefined || node.kind === 'map') return node?.kind;
      if (node.kind === 'sequence') return 'list';
      if (isNullText(node)) return 'null';
      if (node.style === 'plain' && /^(true|false)$/.test(node.value)) return 'boolean';
      return node.style === 'plain' && /^[-+]?\d+(\.\d+)?$/.test(node.value) ? 'number' : 'text';
    },
    keys: (...path) => {
      const node = follow(nodeAt(root, path));
      if (node?.kind === 'map') return [...new Set(node.entries.map(({ key }) => key))];
      return node?.kind === 'sequence' ? node.items.map((_, at) => at) : [];
    },
    below: (...path) => manifestTree(nodeAt(root, path) ?? null, where, by, fallback ?? keyPlace(path)),
    place: (...path) => keyPlace(path),
  };
}
