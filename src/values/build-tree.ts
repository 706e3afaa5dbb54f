import { type Alias, isAlias, isMap, isScalar, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { AliasBudget } from './alias-budget.ts';
import { MAX_DEPTH, refuseDepth } from './depth-limit.ts';
import type { DuplicateKey } from './duplicate-key.ts';
import type { Inspection } from './inspect-document.ts';
import { mapKey } from './map-key.ts';
import { isMergeKey, mergeSources } from './merge-key.ts';
import type { FileOrigin, Span } from './origin.ts';
import type { Place } from './place.ts';
import { refuse } from './refusal.ts';
import { type Resolved, resolvePlain, resolveTagged } from './resolve-scalar.ts';
import type { MapNode, ValueNode } from './tree.ts';
import type { ValuesError } from './values-error.ts';

interface MapDraft {
  readonly entries: Map<string, ValueNode>;
  readonly keys: Map<string, FileOrigin>;
  problem?: ValuesError;
}

/** Builds the values of one YAML document as go-yaml 2.4 decodes it. Throws Refusal. */
export class TreeBuilder {
  /** What Helm refuses only where it is still there at the end, and not overwritten by a later duplicate. */
  readonly deferred = new Map<ValueNode, ValuesError>();
  /** By the offset of the second key, as a map behind an anchor is built once for each of its aliases. */
  readonly duplicates = new Map<number, DuplicateKey>();
  private readonly budget = new AliasBudget();
  private readonly expanding = new Set<Alias>();
  private readonly inspection: Inspection;
  private readonly place: Place;

  constructor(inspection: Inspection, place: Place) {
    this.inspection = inspection;
    this.place = place;
  }

  /**
   * @param absent where a value that is not there would stand
   * @param key the key above the value
   */
  build(node: ParsedNode | null, absent: number, depth: number, key?: Span): ValueNode {
    const at = node?.range[0] ?? absent;
    this.count(at, depth);
    if (node === null) return { kind: 'scalar', value: null, origin: this.origin([at, at], key) };
    if (isAlias(node)) return this.expand(node, (target) => this.build(target, at, depth + 1, key));
    const origin = this.origin(node.range, key);
    if (isScalar(node)) return this.scalar(node as Scalar.Parsed, origin);
    if (isMap(node)) return this.map(node as YAMLMap.Parsed, origin, depth);
    const build = (item: ParsedNode | null): ValueNode => this.build(item, at, depth + 1);
    return { kind: 'list', items: (node.items as (ParsedNode | null)[]).map(build), origin };
  }

  private origin([start, end]: readonly number[], key?: Span): FileOrigin {
    const place = this.place(start ?? 0);
    return { ...place, end: this.place(end ?? 0).start, ...(key && { key }) };
  }

  private count(at: number, depth: number): void {
    if (depth > MAX_DEPTH) refuseDepth(this.place(at));
    if (this.budget.count()) return;
    const message = 'aliases blow this document up out of proportion; write the values out instead';
    // The outermost alias is the one that an author can follow.
    const [alias] = this.expanding;
    refuse('excessive-aliases', message, this.place(alias?.range?.[0] ?? at));
  }

  private expand<T>(alias: Alias.Parsed, use: (target: ParsedNode) => T): T {
    const place = this.place(alias.range[0]);
    const target = this.inspection.bindings.get(alias);
    if (!target)
      refuse('unknown-anchor', `no anchor &${alias.source} stands before this alias; define it above`, place);
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

  private map(node: YAMLMap.Parsed, origin: FileOrigin, depth: number): MapNode {
    const draft: MapDraft = { entries: new Map(), keys: new Map() };
    this.fill(draft, node, depth);
    const map: MapNode = { kind: 'map', entries: draft.entries, origin };
    if (draft.problem) this.deferred.set(map, draft.problem);
    return map;
  }

  private fill(draft: MapDraft, node: YAMLMap.Parsed, depth: number): void {
    for (const { key, value } of node.items) {
      const at = (value ?? key)?.range[0] ?? node.range[0];
      if (isMergeKey(key)) this.merge(draft, value, at, depth);
      else {
        const place = this.origin(key?.range ?? [at, at]);
        const name = this.key(key, at, depth + 1);
        const span = { start: place.start, end: place.end };
        this.entry(draft, name, this.build(value, at, depth + 1, span), place);
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
    const message = `Helm takes no ${what} as a key; put the key in quotes`;
    draft.problem = { ...place, kind: 'map-key', message };
  }

  private noteDuplicate({ keys }: MapDraft, name: string, second: FileOrigin): void {
    const first = keys.get(name);
    if (first) this.duplicates.set(second.start, { name, first, second });
    keys.set(name, second);
  }

  private key(key: ParsedNode | null, absent: number, depth: number): Resolved {
    const at = key?.range[0] ?? absent;
    this.count(at, depth);
    if (key === null) return resolvePlain('');
    if (isAlias(key)) return this.expand(key, (target) => this.key(target, at, depth + 1));
    if (isScalar(key)) return this.resolve(key as Scalar.Parsed);
    return refuse('map-key', 'a map or list stands as a key; Helm takes only plain keys', this.place(at));
  }

  private merge(draft: MapDraft, value: ParsedNode | null, at: number, depth: number): void {
    const sources = mergeSources(value, this.inspection.bindings);
    if (!sources) refuse('merge-key', '<< takes a map, an alias of a map or a list of these', this.place(at));
    for (const source of sources) this.mergeOne(draft, source, depth + 1);
  }

  private mergeOne(draft: MapDraft, source: ParsedNode, depth: number): void {
    this.count(source.range[0], depth);
    if (isAlias(source)) {
      this.expand(source, (target) => this.mergeOne(draft, target, depth + 1));
      return;
    }
    const merged: MapDraft = { entries: draft.entries, keys: new Map() };
    this.fill(merged, source as YAMLMap.Parsed, depth);
    if (merged.problem) draft.problem = merged.problem;
  }

  private resolve(node: Scalar.Parsed): Resolved {
    const text = this.inspection.blockTexts.get(node)?.text ?? String(node.value ?? '');
    if (node.tag === undefined)
      return node.type === 'PLAIN' ? resolvePlain(text) : { type: 'str', value: text };
    const resolved = resolveTagged(node.tag, text);
    return resolved ?? refuse('tag', 'the value is not of the type its tag names', this.place(node.range[0]));
  }

  private scalar(node: Scalar.Parsed, origin: FileOrigin): ValueNode {
    const { value } = this.resolve(node);
    // Helm carries values through JSON, where every number is a double.
    const number = typeof value === 'bigint' ? Number(value) : value;
    const scalar: ValueNode = { kind: 'scalar', value: number, origin };
    if (typeof number === 'number' && !Number.isFinite(number)) {
      const message = 'Helm takes no infinity and no NaN; write a number, or put it in quotes';
      this.deferred.set(scalar, { ...origin, kind: 'number', message });
    }
    return scalar;
  }
}
