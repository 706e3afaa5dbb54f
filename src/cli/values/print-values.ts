import { Document, isCollection, isScalar, type Node, YAMLMap, YAMLSeq } from 'yaml';
import { showPath } from '../../lint/finding.ts';
import { describeOrigin, toJson, type ValueNode } from '../../values/tree.ts';

const sorted = (entries: ReadonlyMap<string, ValueNode>): [string, ValueNode][] =>
  [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));

function build(document: Document, node: ValueNode, origins: boolean): Node {
  const made = collection(document, node, origins) ?? document.createNode(toJson(node));
  const isLeaf = isScalar(made) || (isCollection(made) && made.items.length === 0);
  if (origins && isLeaf) made.comment = ` ${describeOrigin(node.origin)}`;
  return made;
}

function collection(document: Document, node: ValueNode, origins: boolean): Node | undefined {
  if (node.kind === 'list') {
    const list = new YAMLSeq(document.schema);
    for (const item of node.items) list.add(build(document, item, origins));
    return list;
  }
  if (node.kind !== 'map') return undefined;
  const map = new YAMLMap(document.schema);
  for (const [key, value] of sorted(node.entries))
    map.add(document.createPair(key, build(document, value, origins)));
  return map;
}

/** As YAML that Helm reads back as the same values, keys in order; with origins, each leaf says who set it. */
export function valuesAsYaml(values: ValueNode, origins: boolean): string {
  const document = new Document({}, { version: '1.1' });
  document.contents = build(document, values, origins) as typeof document.contents;
  return document.toString({ lineWidth: 0 });
}

function collectOrigins(node: ValueNode, path: readonly string[], found: Record<string, string>): void {
  const children =
    node.kind === 'scalar' ? [] : [...(node.kind === 'map' ? sorted(node.entries) : node.items.entries())];
  if (children.length === 0) found[showPath(path)] = describeOrigin(node.origin);
  for (const [key, child] of children) collectOrigins(child, [...path, String(key)], found);
}

function inOrder(node: ValueNode): ValueNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map(inOrder) };
  return { ...node, entries: new Map(sorted(node.entries).map(([key, value]) => [key, inOrder(value)])) };
}

const isWrittenOtherwise = (value: unknown): boolean => typeof value === 'bigint' || Object.is(value, -0);

const exactText = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

/** Integers beyond 2^53 are written exactly, and a negative zero as Helm writes it. */
function asJson(data: unknown): string {
  const marked = JSON.stringify(
    data,
    (_, value: unknown) => (isWrittenOtherwise(value) ? `\u0000${exactText(value)}\u0000` : value),
    2,
  );
  return `${marked.replace(/"\\u0000(-?\d+)\\u0000"/g, '$1')}\n`;
}

/** As JSON, keys in order; with origins, an object of `values` and of `origins` by path. */
export function valuesAsJson(values: ValueNode, origins: boolean): string {
  const plain = toJson(inOrder(values));
  if (!origins) return asJson(plain);
  const found: Record<string, string> = {};
  collectOrigins(values, [], found);
  return asJson({ values: plain, origins: found });
}
