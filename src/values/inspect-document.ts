import {
  type Alias,
  isAlias,
  isCollection,
  isNode,
  isPair,
  isScalar,
  type Pair,
  type ParsedNode,
  type Scalar,
  visit,
} from 'yaml';
import { type BlockText, readBlockScalar } from './block-scalar.ts';
import { differingFlowScalar } from './flow-plain.ts';
import type { ParsedDocument } from './parse-document.ts';
import type { Place } from './place.ts';
import { foreignEscape, isUnclosed } from './quoted.ts';
import { refuse } from './refusal.ts';
import { structureColumn } from './structure-column.ts';
import { syntaxMessage } from './syntax-message.ts';
import { foreignTab } from './tab-check.ts';

/** What one walk over the document finds out before its values are built. */
export interface Inspection {
  /** What each alias stands for: the last anchor of its name that was written before it. */
  readonly bindings: Map<Alias, ParsedNode>;
  /** The text of each block scalar. */
  readonly blockTexts: Map<Scalar, BlockText>;
}

/** @throws Refusal for what the YAML parser takes and go-yaml refuses or reads as something else. */
export function inspectDocument(document: ParsedDocument, source: string, place: Place): Inspection {
  const inspector = new Inspector(source, place);
  visit(document, (_, node, ancestors) => {
    if (isPair(node)) inspector.key(node);
    else if (isNode(node)) inspector.inspect(node as ParsedNode, ancestors);
  });
  const tab = foreignTab(document, source, inspector.blockTexts);
  if (tab !== undefined) refuse('syntax', syntaxMessage('TAB_AS_INDENT'), place(tab));
  return inspector;
}

class Inspector implements Inspection {
  readonly bindings = new Map<Alias, ParsedNode>();
  readonly blockTexts = new Map<Scalar, BlockText>();
  private readonly anchors = new Map<string, ParsedNode>();
  private readonly source: string;
  private readonly place: Place;

  constructor(source: string, place: Place) {
    this.source = source;
    this.place = place;
  }

  inspect(node: ParsedNode, ancestors: readonly unknown[]): void {
    if (isAlias(node)) this.bind(node);
    else this.name(node);
    if (isCollection(node)) this.flow(node as ParsedNode);
    if (!isScalar(node)) return;
    if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') this.quotes(node as Scalar.Parsed);
    if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
      this.block(node as Scalar.Parsed, ancestors.findLast(isCollection)?.range?.[0] ?? 0);
    }
  }

  /** Helm takes no key without a text or a tag, wherever it stands. */
  key({ key, value }: Pair): void {
    const isEmpty = isScalar(key) && key.type === 'PLAIN' && key.source === '' && key.tag === undefined;
    if (!isEmpty && key !== null) return;
    const at = isNode(key) ? key.range?.[0] : isNode(value) ? value.range?.[0] : 0;
    refuse(
      'map-key',
      'a key is missing before the colon; write it, or put the whole text in quotes',
      this.place(at ?? 0),
    );
  }

  private bind(alias: Alias): void {
    const target = this.anchors.get(alias.source);
    if (target) this.bindings.set(alias, target);
  }

  private name(node: Exclude<ParsedNode, Alias>): void {
    if (node.anchor === undefined) return;
    this.anchors.set(node.anchor, node);
    if (/^[\w-]+$/.test(node.anchor)) return;
    this.refuse('an anchor has a name of letters, digits, - and _ only; rename it', node.range[0]);
  }

  private flow(node: ParsedNode): void {
    const scalar = differingFlowScalar(node, this.source);
    if (!scalar) return;
    const message =
      'Helm reads this as something else within { } or [ ]; put it in quotes, and a space behind a colon';
    this.refuse(message, scalar.range?.[0] ?? node.range[0]);
  }

  private quotes(node: Scalar.Parsed): void {
    const [start, end] = node.range;
    const scalar = this.source.slice(start, end);
    if (isUnclosed(scalar)) this.refuse('the closing quote is missing; add it', start);
    const offset = node.type === 'QUOTE_DOUBLE' ? foreignEscape(scalar) : undefined;
    if (offset !== undefined)
      this.refuse(
        'Helm knows no such escape, or reads it otherwise; write the character itself, or a line end as \\n',
        start + offset,
      );
  }

  private block(node: Scalar.Parsed, parentStart: number): void {
    const read = readBlockScalar(this.source, node.range[0], structureColumn(this.source, parentStart));
    if (read.kind === 'problem') this.refuse(read.message, read.offset);
    else if (this.endsEarly(read, node.range[1]))
      this.refuse(
        'this line is indented less than the first one of its block text; indent both alike',
        read.end,
      );
    else this.blockTexts.set(node, read);
  }

  /** Whether go-yaml would read the rest of what the parser takes for this block text as something else. */
  private endsEarly(read: BlockText, end: number): boolean {
    return read.end < end && !/^\s*(?:#[^\r\n]*\s*)*$/.test(this.source.slice(read.end, end));
  }

  private refuse(message: string, offset: number): never {
    return refuse('syntax', message, this.place(offset));
  }
}
