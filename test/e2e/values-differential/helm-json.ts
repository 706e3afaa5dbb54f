import type { ScalarValue, ValueNode } from '../../../src/values/tree.ts';

/** Values as the template function toJson writes them, byte for byte: keys sorted by bytes, <, > and & escaped. */
export function helmJson(node: ValueNode): string {
  if (node.kind === 'scalar') return scalarJson(node.value);
  if (node.kind === 'list') return `[${node.items.map(helmJson).join(',')}]`;
  const sorted = [...node.entries].sort(([left], [right]) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  );
  return `{${sorted.map(([key, value]) => `${scalarJson(key)}:${helmJson(value)}`).join(',')}}`;
}

function scalarJson(value: ScalarValue): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeOf);
  return Object.is(value, -0) ? '-0' : String(value);
}

const escapeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
