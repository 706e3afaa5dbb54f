import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { directiveProblem, firstError, syntaxProblem, unfoldAt } from './go-yaml-leniency.ts';
import { emptyScalar, type ScalarStyle, type YamlEntry, type YamlItem, type YamlNode } from './node.ts';

/** `code` is the library's, or one of go-yaml's refusals that the library does not have. */
export interface TreeProblem {
  readonly code: string;
  readonly reason: string;
  readonly offset: number;
}

export type LibraryTree =
  | {
      readonly ok: true;
      readonly root: YamlNode | null;
      /** The text that the places in the tree belong to: as long as the one given, but some line ends may be blanks. */
      readonly source: string;
      /** Offset behind the document's content. */
      readonly contentEnd: number;
    }
  | { readonly ok: false; readonly problem: TreeProblem };

export type ParsedDocument = Document.Parsed<ParsedNode, true>;
type Parsed = Scalar | YAMLMap | YAMLSeq | Alias;

/** An anchor's node, once it is built: an alias within it looks it up later. */
interface Anchored {
  node?: YamlNode;
}

/** Turns the library's nodes into this project's, with the same places as the block scanner gives. */
class TreeBuilder {
  /** The first alias without an anchor above it: YAML allows none, the library lets it pass. */
  loneAlias: Alias | undefined;
  private readonly anchors = new Map<string, Anchored>();

  constructor(private readonly text: string) {}

  build(node: Parsed): YamlNode {
    if (isAlias(node)) return this.alias(node);
    const anchored: Anchored = {};
    if (node.anchor !== undefined) this.anchors.set(node.anchor, anchored);
    const marks = { ...(node.anchor && { anchor: node.anchor }), ...(node.tag && { tag: node.tag }) };
    const built = { ...this.content(node), ...marks };
    anchored.node = built;
    return built;
  }

  private content(node: Exclude<Parsed, Alias>): YamlNode {
    if (isMap(node)) return this.map(node);
    if (isSeq(node)) return node.flow === true ? this.flowSequence(node) : this.blockSequence(node);
    return this.scalar(node);
  }

  private alias(node: Alias): YamlNode {
    const [start, end] = node.range ?? [0, 0];
    const anchored = this.anchors.get(node.source);
    if (anchored === undefined) this.loneAlias ??= node;
    return { kind: 'alias', start, end, source: node.source, target: () => anchored?.node };
  }

  private map(node: YAMLMap): YamlNode {
    const start = node.range?.[0] ?? 0;
    const entries = node.items.map((pair) => this.entry(pair));
    const end = node.flow ? (node.range?.[1] ?? start) : (entries.at(-1)?.value.end ?? start);
    return { kind: 'map', start, end, flow: node.flow === true, entries };
  }

  private entry(pair: Pair): YamlEntry {
    const key = pair.key as Parsed | null;
    const keyStart = key?.range?.[0] ?? 0;
    const keyNode = key && this.build(key);
    const name = isScalar(key) ? String(key.value ?? '') : '';
    const written = pair.value as Parsed | null;
    const value = isEmpty(written) ? emptyScalar(behindColon(pair, keyStart)) : this.build(written);
    return { key: name, keyStart, keyNode: keyNode ?? emptyScalar(value.start), value };
  }

  private blockSequence(node: YAMLSeq): YamlNode {
    const dashes = dashOffsets(node);
    const items: YamlItem[] = node.items.map((item, index) => {
      const dash = dashes[index] ?? 0;
      const value = item as Parsed;
      return { start: dash, value: isEmpty(value) ? emptyScalar(dash + 1) : this.build(value) };
    });
    const start = items[0]?.start ?? node.range?.[0] ?? 0;
    return { kind: 'sequence', start, end: items.at(-1)?.value.end ?? start, flow: false, items };
  }

  private flowSequence(node: YAMLSeq): YamlNode {
    const [start, end] = node.range ?? [0, 0];
    const token = node.srcToken?.type === 'flow-collection' ? node.srcToken : undefined;
    const items = node.items.map((item, index): YamlItem => {
      const value = this.build(item as Parsed);
      // An anchor or tag in front belongs to the item, though not to the value.
      const mark = token?.items[index]?.start.find(({ type }) => type === 'anchor' || type === 'tag');
      return { start: mark?.offset ?? value.start, value };
    });
    return { kind: 'sequence', start, end, flow: true, items };
  }

  private scalar(node: Scalar): YamlNode {
    const [start, end] = node.range ?? [0, 0];
    const value = String(node.value ?? '');
    const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
    if (style !== 'block') return { kind: 'scalar', start, end, style, value };
    const content = value.replace(/\n+$/, '');
    return { kind: 'scalar', start, end: blockEnd(this.text, start, end), style, value: content };
  }
}

const STYLES: Record<string, ScalarStyle> = {
  PLAIN: 'plain',
  QUOTE_DOUBLE: 'quoted',
  QUOTE_SINGLE: 'quoted',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

/** The library counts the blank lines behind a block scalar to it; an edit behind it must not. */
function blockEnd(text: string, start: number, end: number): number {
  const raw = text.slice(start, end);
  const indent = /\n( *)[^ \r\n]/.exec(raw)?.[1]?.length;
  // Spaces right of the scalar's own column are content, others are not.
  return start + raw.replace(new RegExp(`(?:\\r?\\n {0,${indent ?? ''}})+$`), '').length;
}

/** A value that is not written at all: no characters, no anchor and no tag. */
function isEmpty(node: Parsed | null): node is null {
  if (node === null) return true;
  const range = node.range;
  return isScalar(node) && node.type === 'PLAIN' && range?.[0] === range?.[1] && !node.anchor && !node.tag;
}

function behindColon(pair: Pair, keyStart: number): number {
  const colon = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind');
  return colon ? colon.offset + 1 : keyStart;
}

function dashOffsets(node: YAMLSeq): number[] {
  const token = node.srcToken;
  if (token?.type !== 'block-seq') return [];
  const dashes = token.items.map((item) => item.start.find((part) => part.type === 'seq-item-ind'));
  return dashes.flatMap((dash) => (dash ? [dash.offset] : []));
}

// Every scalar stays text: what it means is decided by those who read the tree.
const COMMON = {
  schema: 'failsafe',
  uniqueKeys: false,
  keepSourceTokens: true,
  logLevel: 'silent',
} as const;
const GO_YAML = { ...COMMON, version: '1.1', merge: false, resolveKnownTags: false, strict: false } as const;

/** The first document of a text. */
function parse(text: string, options: typeof COMMON | typeof GO_YAML): ParsedDocument | undefined {
  const documents = new Composer(options).compose(new Parser().parse(text), true, text.length);
  for (const document of documents) return document as ParsedDocument;
  return undefined;
}

function treeOf(document: ParsedDocument, source: string): { root: YamlNode | null; loneAlias?: Alias } {
  const contents = document.contents as Parsed | null;
  if (isEmpty(contents)) return { root: null };
  const builder = new TreeBuilder(source);
  const root = builder.build(contents);
  return { root, ...(builder.loneAlias && { loneAlias: builder.loneAlias }) };
}

/** Reads a document by YAML 1.2. @param text one document of a stream, its `---` line included */
export function readStrictly(text: string): LibraryTree {
  const document = parse(text, COMMON);
  if (document === undefined) return { ok: true, root: null, source: text, contentEnd: 0 };
  const error = document.errors[0];
  if (error !== undefined) {
    // What is never closed is found out at the end of the text: the last line that says something is shown.
    return broken(error.code, error.message, Math.min(error.pos[0], text.trimEnd().length));
  }
  const { root, loneAlias } = treeOf(document, text);
  if (loneAlias === undefined) return { ok: true, root, source: text, contentEnd: document.range[1] };
  const reason = `no anchor above for the alias *${loneAlias.source}`;
  return broken('UNKNOWN_ANCHOR', reason, loneAlias.range?.[0] ?? 0);
}

const broken = (code: string, reason: string, offset: number): LibraryTree => ({
  ok: false,
  problem: {
    code,
    reason: /call stack/.test(reason) ? 'nested too deeply to be read' : reason,
    offset,
  },
});

/** A document may hold this many values of several lines that stand further left than the library takes. */
const UNFOLDING_LIMIT = 50;

/**
 * Reads the first document of a text by YAML 1.1 and as leniently as go-yaml 2.4, the reader of values; aliases without
 * an anchor are left to the code that reads the tree.
 * @param text with no line ends but `\n` and `\r\n`
 */
export function readAsGoYaml(text: string): LibraryTree {
  let source = text;
  for (let round = 0; ; round++) {
    const document = parse(source, GO_YAML);
    if (document === undefined) return { ok: true, root: null, source, contentEnd: 0 };
    const error = firstError(document, source);
    const unfolded = error && round < UNFOLDING_LIMIT ? unfoldAt(document, source, error.pos[0]) : undefined;
    if (unfolded === undefined) {
      const problem = directiveProblem(document) ?? (error && syntaxProblem(document, error));
      if (problem) return { ok: false, problem };
      return { ok: true, root: treeOf(document, source).root, source, contentEnd: document.range[1] };
    }
    source = unfolded;
  }
}
