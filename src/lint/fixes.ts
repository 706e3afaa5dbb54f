import type { ValueNode } from '../values/tree.ts';
import type { Fix, ValuePath } from './finding.ts';

/** Writes another scalar in place of a value; undefined if no file holds the value. */
export function replaceValue(node: ValueNode, path: ValuePath, text: string): { fix: Fix } | undefined {
  const { origin } = node;
  if (origin.kind !== 'file' || node.kind !== 'scalar' || origin.end === origin.start) return undefined;
  const edit = { start: origin.start, end: origin.end, text };
  return { fix: { file: origin.file, edits: [edit], changes: [path] } };
}
