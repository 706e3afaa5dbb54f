import { withArticle } from '../english.ts';
import type { YamlAlias, YamlMap, YamlNode, YamlScalar } from '../yaml/node.ts';
import { lineStart } from '../yaml/places.ts';
import type { BlockTexts } from './go-yaml-checks.ts';
import { mapKey, type Resolved, resolvePlain, resolveTagged } from './scalars.ts';
import type { FileOrigin, MapNode, Span, TextPlace, ValueNode } from './tree.ts';
import { MAX_DEPTH, refuse, refuseDepth, type ValuesError } from './values-error.ts';

interface MapDraft {
  readonly entries: Map<string, ValueNode>;
  readonly keys: Map<string, FileOrigin>;
  problem?: ValuesError;
}

/** A key that appears twice in one map: Helm takes the later one. */
export interface DuplicateKey {
  readonly name: string;
  readonly first: FileOrigin;
  readonly second: FileOrigin;
}

const BLANKS = /[ \t]*/y;

/** What one YAML document says as go-yaml 2.4 decodes it and Helm carries it on. Its methods throw Refusal. */
export class Interpreter {
  /** What Helm refuses only where it is still there at the end, and not overwritten by a later duplicate. */
  readonly deferred = new Map<ValueNode, ValuesError>();
  /** By the offset of the second key, as a map behind an anchor is built once for each of its aliases. */
  readonly duplicates = new Map<number, DuplicateKey>();
  private readonly budget = new AliasBudget();
  private readonly expanding = new Set<YamlAlias>();

  constructor(
    private readonly source: string,
    private readonly blockTexts: BlockTexts,
    private readonly place: TextPlace,
  ) {}

  /** @param key the key above the value */
  build(node: YamlNode, depth: number, key?: Span): ValueNode {
    this.count(node.start, depth);
    if (node.kind === 'alias') return this.expand(node, (target) => this.build(target, depth + 1, key));
    const origin = this.origin(node, key);
    if (node.kind === 'scalar') return this.scalar(node, origin);
    if (node.kind === 'map') return this.map(node, origin, depth);
    return { kind: 'list', items: node.items.map(({ value }) => this.build(value, depth + 1)), origin };
  }

  private origin(node: YamlNode, key?: Span): FileOrigin {
    const start = this.startOf(node);
    const end = Math.max(start, this.endOf(node));
    return { ...this.place(start), end: this.place(end).start, ...(key && { key }) };
  }

  /** A value that is not written would be written behind the blanks that follow its colon or dash. */
  private startOf({ start, end }: YamlNode): number {
    if (start < end) return start;
    BLANKS.lastIndex = start;
    BLANKS.exec(this.source);
    return BLANKS.lastIndex;
  }

  /** A block text's place ends behind its last line end; one that keeps them (`|+`) ends below its empty lines. */
  private endOf(node: YamlNode): number {
    const text = this.blockTexts.get(node);
    if (text === undefined) return node.end;
    const { source } = this;
    const keeps = /^.[1-9]?\+/.test(source.slice(node.start, node.start + 3));
    if (keeps && text.end > node.end) return lineStart(source, text.end);
    const breakAt = source.indexOf('\n', node.end);
    return breakAt === -1 ? source.length : breakAt + 1;
  }

  private count(at: number, depth: number): void {
    if (depth > MAX_DEPTH) refuseDepth(this.place(at));
    if (this.budget.count()) return;
    const message = 'aliases make this document too large; write the values out instead';
    // The outermost alias is the one that an author can follow.
    const [alias] = this.expanding;
    refuse('excessive-aliases', message, this.place(alias?.start ?? at));
  }

  private expand<T>(alias: YamlAlias, use: (target: YamlNode) => T): T {
    const place = this.place(alias.start);
    const target = alias.target();
    if (!target)
      refuse('unknown-anchor', `no anchor &${alias.source} before this alias; define it above`, place);
    if (this.expanding.has(alias))
      refuse(
        'self-reference',
        `the anchor &${alias.source} contains itself; write the inner value out`,
        place,
      );
    this.expanding.add(alias);
    this.budget.enter();
    const result = use(target);
    this.budget.leave();
    this.expanding.delete(alias);
    return result;
  }

  private map(node: YamlMap, origin: FileOrigin, depth: number): MapNode {
    const draft: MapDraft = { entries: new Map(), keys: new Map() };
    this.fill(draft, node, depth);
    const map: MapNode = { kind: 'map', entries: draft.entries, origin };
    if (draft.problem) this.deferred.set(map, draft.problem);
    return map;
  }

  private fill(draft: MapDraft, node: YamlMap, depth: number): void {
    for (const { keyNode, value } of node.entries) {
      if (isMergeKey(keyNode)) this.merge(draft, value, depth);
      else {
        const place = this.origin(keyNode);
        const name = this.key(keyNode, depth + 1);
        const span = { start: place.start, end: place.end };
        this.entry(draft, name, this.build(value, depth + 1, span), place);
      }
    }
  }

  private entry(draft: MapDraft, key: Resolved, value: ValueNode, place: FileOrigin): void {
    const name = mapKey(key);
    if (name !== undefined) {
      this.noteDuplicate(draft, name, place);
      draft.entries.set(name, value);
      return;
    }
    const what = key.type === 'null' ? 'null' : 'integer beyond 64 bits';
    const message = `Helm does not accept ${withArticle(what)} as a key; quote the key`;
    draft.problem = { ...place, kind: 'map-key', message };
  }

  private noteDuplicate({ keys }: MapDraft, name: string, second: FileOrigin): void {
    const first = keys.get(name);
    if (first) this.duplicates.set(second.start, { name, first, second });
    keys.set(name, second);
  }

  private key(key: YamlNode, depth: number): Resolved {
    this.count(key.start, depth);
    if (key.kind === 'alias') return this.expand(key, (target) => this.key(target, depth + 1));
    if (key.kind === 'scalar') return this.resolve(key);
    return refuse(
      'map-key',
      'a map or list is used as a key; Helm accepts only plain keys',
      this.place(key.start),
    );
  }

  private merge(draft: MapDraft, value: YamlNode, depth: number): void {
    const sources = mergeSources(value);
    if (!sources)
      refuse(
        'merge-key',
        '<< takes a map, an alias of a map or a list of these',
        this.place(this.startOf(value)),
      );
    for (const source of sources) this.mergeOne(draft, source, depth + 1);
  }

  private mergeOne(draft: MapDraft, source: YamlNode, depth: number): void {
    this.count(source.start, depth);
    if (source.kind === 'alias') {
      this.expand(source, (target) => this.mergeOne(draft, target, depth + 1));
      return;
    }
    const merged: MapDraft = { entries: draft.entries, keys: new Map() };
    if (source.kind === 'map') this.fill(merged, source, depth);
    if (merged.problem) draft.problem = merged.problem;
  }

  private resolve(node: YamlScalar): Resolved {
    const text = this.blockTexts.get(node)?.text ?? node.value;
    if (node.tag === undefined)
      return node.style === 'plain' ? resolvePlain(text) : { type: 'str', value: text };
    const resolved = resolveTagged(node.tag, text);
    return resolved ?? refuse('tag', 'the value does not have the type of its tag', this.place(node.start));
  }

  private scalar(node: YamlScalar, origin: FileOrigin): ValueNode {
    const { value } = this.resolve(node);
    // Helm carries values through JSON, where every number is a double.
    const number = typeof value === 'bigint' ? Number(value) : value;
    const scalar: ValueNode = { kind: 'scalar', value: number, origin };
    if (typeof number === 'number' && !Number.isFinite(number)) {
      const message = 'Helm does not accept infinity or NaN; write a number, or quote it';
      this.deferred.set(scalar, { ...origin, kind: 'number', message });
    }
    return scalar;
  }
}

const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** Whether go-yaml takes the key for a merge: `<<` without quotes. */
function isMergeKey(key: YamlNode): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') return false;
  if (key.tag === MERGE_TAG) return true;
  return key.style === 'plain' && (key.tag === undefined || key.tag === '!');
}

/**
 * The maps behind `<<`, in the order in which they overwrite each other: of a list the first wins, so it comes last.
 * Undefined if there is something other than maps.
 */
function mergeSources(value: YamlNode): YamlNode[] | undefined {
  const sources = value.kind === 'sequence' ? value.items.map((item) => item.value).reverse() : [value];
  const areMaps = sources.every((source) => targetOf(source)?.kind === 'map');
  return areMaps ? sources : undefined;
}

const targetOf = (node: YamlNode): YamlNode | undefined => (node.kind === 'alias' ? node.target() : node);

const SMALL = 400_000;
const LARGE = 4_000_000;

/**
 * go-yaml's guard against documents that explode through aliases (yaml/v2 2.4, decode.go): up to 99 % of the decoded
 * nodes of a small document may come from aliases, falling to 10 % at four million nodes.
 */
class AliasBudget {
  private depth = 0;
  private decoded = 0;
  private fromAliases = 0;

  /** Counts one node. @returns whether the document is still within the budget */
  count(): boolean {
    this.decoded++;
    if (this.depth > 0) this.fromAliases++;
    if (this.fromAliases <= 100 || this.decoded <= 1000) return true;
    return this.fromAliases / this.decoded <= allowedRatio(this.decoded);
  }

  enter(): void {
    this.depth++;
  }

  leave(): void {
    this.depth--;
  }
}

function allowedRatio(decoded: number): number {
  const beyondSmall = Math.min(Math.max(decoded - SMALL, 0), LARGE - SMALL);
  return 0.99 - 0.89 * (beyondSmall / (LARGE - SMALL));
}
