import type { MapNode, ValueNode } from '../values/tree.ts';
import type { Fix, Report, ValuePath } from './finding.ts';

const WORD = /^(?:y|n|yes|no|on|off)$/i;

/** Booleans that are written as words which newer YAML takes for texts. */
export function booleanWords(user: MapNode, textOf: (file: string) => string): Report[] {
  const reports: Report[] = [];
  visit(user, [], (node, path) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean' || node.origin.kind !== 'file') return;
    const { file, start, end } = node.origin;
    const word = textOf(file).slice(start, end);
    if (!WORD.test(word)) return;
    const value = String(node.value);
    reports.push({ at: node, args: { word, value }, ...replaceValue(node, path, value) });
  });
  return reports;
}

function visit(node: ValueNode, path: ValuePath, see: (node: ValueNode, path: ValuePath) => void): void {
  see(node, path);
  if (node.kind === 'scalar') return;
  const children = node.kind === 'map' ? node.entries : node.items.entries();
  for (const [key, child] of children) visit(child, [...path, String(key)], see);
}

/** Writes another scalar in place of a value; undefined if no file holds the value. */
export function replaceValue(node: ValueNode, path: ValuePath, text: string): { fix: Fix } | undefined {
  const { origin } = node;
  if (origin.kind !== 'file' || node.kind !== 'scalar' || origin.end === origin.start) return undefined;
  const edit = { start: origin.start, end: origin.end, text };
  return { fix: { file: origin.file, edits: [edit], changes: [path] } };
}
