import type { YamlEntry, YamlMap } from '../yaml/node.ts';
import { lineEnd, lineStart, nextLineStart } from '../yaml/places.ts';
import { columnOf, lineBreakOf, opensLine, type TextPatch } from './line-edit.ts';

function isOnOwnLines(text: string, map: YamlMap, entry: YamlEntry): boolean {
  return !map.flow && opensLine(text, entry.keyStart);
}

/** Takes an entry out of a map that has others as well. */
export function removeEntry(text: string, map: YamlMap, entry: YamlEntry): TextPatch {
  if (isOnOwnLines(text, map, entry)) {
    return { start: lineStart(text, entry.keyStart), end: nextLineStart(text, entry.value.end), text: '' };
  }
  const index = map.entries.indexOf(entry);
  const next = map.entries[index + 1];
  if (next) return { start: entry.keyStart, end: next.keyStart, text: '' };
  return { start: map.entries[index - 1]?.value.end ?? entry.keyStart, end: entry.value.end, text: '' };
}

/**
 * Puts an entry behind another.
 * @param lines the entry in block style, its first line at column 0
 * @param flow the entry in JSON style, for maps written `{…}`
 */
export function insertEntryAfter(
  text: string,
  map: YamlMap,
  after: YamlEntry,
  form: { readonly lines: readonly string[]; readonly flow: string },
): TextPatch {
  if (map.flow) return { start: after.value.end, end: after.value.end, text: `, ${form.flow}` };
  const at = lineEnd(text, after.value.end);
  const indent = ' '.repeat(columnOf(text, after.keyStart));
  const lineBreak = lineBreakOf(text);
  return { start: at, end: at, text: form.lines.map((line) => lineBreak + indent + line).join('') };
}
