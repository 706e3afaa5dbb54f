import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlSequence } from '../yaml/node.ts';

const LONGEST_ALIAS_CHAIN = 50;
const NULL_TEXT = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The node itself, or what an alias stands for; undefined for an alias to nothing or to itself. */
export function follow(node: YamlNode | null | undefined): Exclude<YamlNode, { kind: 'alias' }> | undefined {
  let here = node ?? undefined;
  for (let steps = 0; here?.kind === 'alias' && steps < LONGEST_ALIAS_CHAIN; steps += 1) here = here.target();
  return here?.kind === 'alias' ? undefined : here;
}

export function asMap(node: YamlNode | null | undefined): YamlMap | undefined {
  const found = follow(node);
  return found?.kind === 'map' ? found : undefined;
}

export function asSequence(node: YamlNode | null | undefined): YamlSequence | undefined {
  const found = follow(node);
  return found?.kind === 'sequence' ? found : undefined;
}

/** The entry that counts for a key: with duplicates the last one, as Helm and Kubernetes read them. */
export function entryOf(node: YamlNode | null | undefined, key: string): YamlEntry | undefined {
  const entries = asMap(node)?.entries ?? [];
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    if (entries[index]?.key === key) return entries[index];
  }
  return undefined;
}

/** What a chain of keys leads to, merge keys (`<<`) not followed. */
export function at(node: YamlNode | null | undefined, ...keys: readonly string[]): YamlNode | undefined {
  let here: YamlNode | undefined = node ?? undefined;
  for (const key of keys) here = entryOf(here, key)?.value;
  return here;
}

/** A scalar's text; undefined for null, collections and nothing. */
export function textAt(node: YamlNode | null | undefined, ...keys: readonly string[]): string | undefined {
  const found = follow(at(node, ...keys));
  if (found?.kind !== 'scalar') return undefined;
  return found.style === 'plain' && NULL_TEXT.has(found.value) ? undefined : found.value;
}

export function itemsAt(node: YamlNode | null | undefined, ...keys: readonly string[]): readonly YamlItem[] {
  return asSequence(at(node, ...keys))?.items ?? [];
}

/** A whole number, in decimal digits; undefined for everything else. */
export function integerAt(node: YamlNode | null | undefined, ...keys: readonly string[]): number | undefined {
  const text = textAt(node, ...keys);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
