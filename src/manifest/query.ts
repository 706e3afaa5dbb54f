import type { Entry, Item, MapNode, Node, SequenceNode } from './node.ts';

const LONGEST_ALIAS_CHAIN = 50;
const NULL_TEXT = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The node itself, or what an alias stands for; undefined for an alias to nothing or to itself. */
export function follow(node: Node | null | undefined): Exclude<Node, { kind: 'alias' }> | undefined {
  let here = node ?? undefined;
  for (let steps = 0; here?.kind === 'alias' && steps < LONGEST_ALIAS_CHAIN; steps += 1) here = here.target();
  return here?.kind === 'alias' ? undefined : here;
}

export function asMap(node: Node | null | undefined): MapNode | undefined {
  const found = follow(node);
  return found?.kind === 'map' ? found : undefined;
}

export function asSequence(node: Node | null | undefined): SequenceNode | undefined {
  const found = follow(node);
  return found?.kind === 'sequence' ? found : undefined;
}

/** The entry that counts for a key: with duplicates the last one, as Helm and Kubernetes read them. */
export function entryOf(node: Node | null | undefined, key: string): Entry | undefined {
  const entries = asMap(node)?.entries ?? [];
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    if (entries[index]?.key === key) return entries[index];
  }
  return undefined;
}

/** What a chain of keys leads to, merge keys (`<<`) not followed. */
export function at(node: Node | null | undefined, ...keys: readonly string[]): Node | undefined {
  let here: Node | undefined = node ?? undefined;
  for (const key of keys) here = entryOf(here, key)?.value;
  return here;
}

/** A scalar's text; undefined for null, collections and nothing. */
export function textAt(node: Node | null | undefined, ...keys: readonly string[]): string | undefined {
  const found = follow(at(node, ...keys));
  if (found?.kind !== 'scalar') return undefined;
  return found.style === 'plain' && NULL_TEXT.has(found.value) ? undefined : found.value;
}

export function itemsAt(node: Node | null | undefined, ...keys: readonly string[]): readonly Item[] {
  return asSequence(at(node, ...keys))?.items ?? [];
}

/** A whole number, in decimal digits; undefined for everything else. */
export function integerAt(node: Node | null | undefined, ...keys: readonly string[]): number | undefined {
  const text = textAt(node, ...keys);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
