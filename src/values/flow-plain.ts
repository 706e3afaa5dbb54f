import { isCollection, isPair, isScalar, type Node, type Scalar } from 'yaml';

/**
 * A plain scalar within { } or [ ] that YAML 1.1 reads differently: `?x` is a key there, `:x` is
 * refused, and `key:,` has the colon in the text.
 */
export function differingFlowScalar(node: Node, source: string): Scalar | undefined {
  if (!isCollection(node) || node.flow !== true) return undefined;
  const members = node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item]));
  return members.find((member): member is Scalar => isScalar(member) && isReadDifferently(member, source));
}

function isReadDifferently({ type, range }: Scalar, source: string): boolean {
  if (type !== 'PLAIN' || !range) return false;
  const [start, end] = range;
  if (start < end && (source[start] === '?' || source[start] === ':')) return true;
  return start < end && /^[ \t]*:[,[\]{}]/.test(source.slice(end, end + 80));
}
