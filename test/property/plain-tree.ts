import type { YamlNode } from '../../src/yaml/node.ts';

/** A tree as data, every place and value looked up: the readers' own classes differ, what they say must not. */
export function plainTree(node: YamlNode | null): unknown {
  if (node === null) return null;
  const { kind, start, end } = node;
  if (node.kind === 'scalar') return { kind, start, end, style: node.style, value: node.value };
  if (node.kind === 'alias') return { kind, start, end };
  if (node.kind === 'map') {
    const entries = node.entries.map(({ key, keyStart, value }) => ({
      key,
      keyStart,
      value: plainTree(value),
    }));
    return { kind, start, end, flow: node.flow, entries };
  }
  const items = node.items.map((item) => ({ start: item.start, value: plainTree(item.value) }));
  return { kind, start, end, flow: node.flow, items };
}
