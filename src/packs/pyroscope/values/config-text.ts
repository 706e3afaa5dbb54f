import { placesWithin } from '../../../values/embedded-text.ts';
import { readValues } from '../../../values/read-values.ts';
import type { MapNode, ValueNode } from '../../../values/tree.ts';

export interface ConfigText {
  readonly tree: MapNode;
  readonly isTemplated: boolean;
}

/** A line of nothing but template actions goes; an action within a line leaves a word of the same length. */
const ACTION_LINES = /^[ \t]*(?:\{\{(?:[^}]|\}(?!\}))*\}\}[ \t]*)+$/gm;
const ACTION = /\{\{(?:[^}]|\}(?!\}))*\}\}/g;

const withoutActions = (text: string): string =>
  text
    .replace(ACTION_LINES, (line) => line.replace(/[^\n]/g, ' '))
    .replace(ACTION, (action) => action.replace(/[^\n]/g, 'x'));

/**
 * The server's configuration in `pyroscope.config`, a text that the chart renders as a template and reads as YAML.
 * @returns undefined where it is no text or cannot be read
 */
export function configText(
  node: ValueNode | undefined,
  textOf: (file: string) => string,
): ConfigText | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const { origin, value } = node;
  const isTemplated = value.includes('{{');
  const place =
    origin.kind === 'file'
      ? placesWithin(origin, textOf(origin.file))
      : () => ({ kind: 'file' as const, file: '', line: 1, column: 1, start: 0, end: 0 });
  const read = readValues(isTemplated ? withoutActions(value) : value, place, 3);
  return read.ok ? { tree: read.value.values, isTemplated } : undefined;
}
