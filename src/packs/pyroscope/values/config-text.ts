import { embeddedPlace } from '../../../values/embedded-text.ts';
import { readValues } from '../../../values/read-values.ts';
import type { MapNode, Origin, ValueNode } from '../../../values/tree.ts';
import { type Place, placesIn } from '../../../values/tree.ts';

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

/** Values of flags have no place in a file: an empty name says so. */
function placeOf(value: string, origin: Origin, textOf: (file: string) => string): Place {
  if (origin.kind !== 'file') return placesIn('', value);
  const text = textOf(origin.file);
  return embeddedPlace(value, origin, { text, place: placesIn(origin.file, text) });
}

/**
 * The server's configuration in `pyroscope.config`, a text that the chart renders as a template and reads as YAML.
 * @returns undefined if it is not a string or cannot be read
 */
export function configText(
  node: ValueNode | undefined,
  textOf: (file: string) => string,
): ConfigText | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const { origin, value } = node;
  const isTemplated = value.includes('{{');
  const place = placeOf(value, origin, textOf);
  const read = readValues(isTemplated ? withoutActions(value) : value, place, 3);
  return read.ok ? { tree: read.value.values, isTemplated } : undefined;
}
