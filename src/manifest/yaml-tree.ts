import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Entry, Item, Node, ScalarNode, ScalarStyle } from './node.ts';
import type { SyntaxProblem } from './syntax-problem.ts';

export type ParsedTree = { ok: true; root: Node | null } | { ok: false; problem: SyntaxProblem };

type Parsed = Scalar | YAMLMap | YAMLSeq | Alias;

/** Turns the `yaml` library's nodes into this project's, with the same places as the block scanner gives. */
class TreeBuilder {
  /** The first alias without an anchor above it: YAML allows none, the library lets it pass. */
  loneAlias: Alias | undefined;
  private readonly built = new Map<unknown, Node>();
  private readonly anchors = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly document: Document,
  ) {}

  build(node: Parsed): Node {
    const known = this.built.get(node);
    if (known !== undefined) return known;
    this.note(node);
    const result = this.buildNew(node);
    this.built.set(node, result);
    return result;
  }

  private note(node: Parsed | null): void {
    if (isAlias(node)) {
      if (!this.anchors.has(node.source)) this.loneAlias ??= node;
    } else if (node?.anchor) this.anchors.add(node.anchor);
  }

  private buildNew(node: Parsed): Node {
    if (isAlias(node)) return this.alias(node);
    if (isMap(node)) return this.map(node);
    if (isSeq(node)) return this.sequence(node);
    return this.scalar(node);
  }

  private alias(node: Alias): Node {
    const [start, end] = node.range ?? [0, 0];
    return { kind: 'alias', start, end, target: () => this.resolve(node) };
  }

  private resolve(node: Alias): Node | undefined {
    const target = node.resolve(this.document);
    return target === undefined ? undefined : this.build(target as Parsed);
  }

  private map(node: YAMLMap): Node {
    const start = node.range?.[0] ?? 0;
    const entries = node.items.map((pair) => this.entry(pair));
    const end = node.flow ? (node.range?.[1] ?? start) : (entries.at(-1)?.value.end ?? start);
    return { kind: 'map', start, end, flow: node.flow === true, entries };
  }

  private entry(pair: Pair): Entry {
    const key = pair.key as Parsed | null;
    const keyStart = key?.range?.[0] ?? 0;
    this.note(key);
    const name = isScalar(key) ? String(key.value ?? '') : '';
    const value = pair.value as Parsed | null;
    return {
      key: name,
      keyStart,
      value: isEmpty(value) ? emptyScalar(behindColon(pair, keyStart)) : this.build(value),
    };
  }

  private sequence(node: YAMLSeq): Node {
    if (node.flow === true) return this.flowSequence(node);
    const dashes = dashOffsets(node);
    const items: Item[] = node.items.map((item, index) => {
      const dash = dashes[index] ?? 0;
      const value = item as Parsed;
      return { start: dash, value: isEmpty(value) ? emptyScalar(dash + 1) : this.build(value) };
    });
    const start = items[0]?.start ?? node.range?.[0] ?? 0;
    return { kind: 'sequence', start, end: items.at(-1)?.value.end ?? start, flow: false, items };
  }

  private flowSequence(node: YAMLSeq): Node {
    const [start, end] = node.range ?? [0, 0];
    const token = node.srcToken?.type === 'flow-collection' ? node.srcToken : undefined;
    const items = node.items.map((item, index): Item => {
      const value = this.build(item as Parsed);
      // An anchor or tag in front belongs to the item, though not to the value.
      const mark = token?.items[index]?.start.find(({ type }) => type === 'anchor' || type === 'tag');
      return { start: mark?.offset ?? value.start, value };
    });
    return { kind: 'sequence', start, end, flow: true, items };
  }

  private scalar(node: Scalar): ScalarNode {
    const [start, end] = node.range ?? [0, 0];
    const value = String(node.value ?? '');
    const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
    if (style !== 'block') return { kind: 'scalar', start, end, style, value };
    return {
      kind: 'scalar',
      start,
      end: blockEnd(this.text, start, end),
      style,
      value: value.replace(/\n+$/, ''),
    };
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

const emptyScalar = (at: number): ScalarNode => ({
  kind: 'scalar',
  start: at,
  end: at,
  style: 'plain',
  value: '',
});

/**
 * Reads a document with the `yaml` library. Every scalar stays text (the failsafe schema), duplicate keys are kept.
 * @param text one document of a stream, its `---` line included
 */
export function parseYamlTree(text: string): ParsedTree {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  const error = document.errors[0];
  if (error !== undefined) {
    // What is never closed is found out at the end of the text: the last line that says something is shown.
    return broken(error.message, lines.linePos(Math.min(error.pos[0], text.trimEnd().length)));
  }
  const root = document.contents as Parsed | null;
  if (isEmpty(root)) return { ok: true, root: null };
  const builder = new TreeBuilder(text, document as Document);
  const tree = builder.build(root);
  const { loneAlias } = builder;
  if (loneAlias === undefined) return { ok: true, root: tree };
  return broken(
    `no anchor above for the alias *${loneAlias.source}`,
    lines.linePos(loneAlias.range?.[0] ?? 0),
  );
}

const broken = (reason: string, { line, col }: { line: number; col: number }): ParsedTree => ({
  ok: false,
  problem: { reason: /call stack/.test(reason) ? 'nested too deeply to be read' : reason, line, column: col },
});
