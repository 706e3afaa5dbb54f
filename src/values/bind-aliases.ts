import { type Alias, isAlias, isNode, type ParsedNode, visit } from 'yaml';
import type { ParsedDocument } from './parse-document.ts';

/** What each alias stands for: the last anchor of its name that was written before it. */
export type Bindings = ReadonlyMap<Alias, ParsedNode>;

export function bindAliases(document: ParsedDocument): Bindings {
  const anchors = new Map<string, ParsedNode>();
  const bindings = new Map<Alias, ParsedNode>();
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    if (!isAlias(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node as ParsedNode);
      return;
    }
    const target = anchors.get(node.source);
    if (target) bindings.set(node, target);
  });
  return bindings;
}
