import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { Inspection } from './inspect-document.ts';

const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** Whether go-yaml takes the key for a merge: `<<` without quotes. */
export function isMergeKey(key: ParsedNode | null): boolean {
  if (!isScalar(key) || key.value !== '<<') return false;
  if (key.tag === MERGE_TAG) return true;
  return key.type === 'PLAIN' && (key.tag === undefined || key.tag === '!');
}

/**
 * The maps behind `<<`, in the order in which they overwrite each other: of a list the first wins, so it comes last.
 * Undefined where something else than maps stands there.
 */
export function mergeSources(
  value: ParsedNode | null,
  bindings: Inspection['bindings'],
): ParsedNode[] | undefined {
  const sources = isSeq(value) ? [...(value.items as ParsedNode[])].reverse() : value === null ? [] : [value];
  const areMaps = sources.every((source) => isMap(isAlias(source) ? bindings.get(source) : source));
  return areMaps && (isSeq(value) || sources.length > 0) ? sources : undefined;
}
