import type { YamlAlias, YamlNode } from '../yaml/node.ts';

/** An alias by which a part of a tree stands, or is used, at another place as well. */
export interface Sharing {
  readonly alias: YamlAlias;
  /** It stands for the whole part, or for something around it: what is added to the part is added there, too. */
  readonly isOfAll: boolean;
}

function* aliasesIn(node: YamlNode): Generator<YamlAlias> {
  if (node.kind === 'alias') yield node;
  if (node.kind === 'sequence') for (const { value } of node.items) yield* aliasesIn(value);
  if (node.kind !== 'map') return;
  for (const { keyNode, value } of node.entries) {
    yield* aliasesIn(keyNode);
    yield* aliasesIn(value);
  }
}

const holds = (outer: YamlNode, inner: YamlNode): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/**
 * What a change of a part of a tree would change elsewhere, in the order of the text.
 * @param path the nodes from the root down to the part, with aliases as they are written
 */
export function sharingOf(root: YamlNode, path: readonly YamlNode[]): readonly Sharing[] {
  const through = path.find((node) => node.kind === 'alias');
  if (through?.kind === 'alias') return [{ alias: through, isOfAll: true }];
  const part = path.at(-1);
  if (part === undefined) return [];
  return [...aliasesIn(root)].flatMap((alias) => {
    const target = alias.target();
    if (target === undefined || holds(part, alias)) return [];
    const isOfAll = holds(target, part);
    return isOfAll || holds(part, target) ? [{ alias, isOfAll }] : [];
  });
}
