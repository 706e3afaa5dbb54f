import type { YamlEntry, YamlMap } from '../yaml/node.ts';
import { lineEnd, lineStart, nextLineStart } from '../yaml/places.ts';

/** A replacement in a document's text; offsets are UTF-16 code units. */
export interface TextPatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The line break that a document uses. */
export const lineBreakOf = (text: string): '\n' | '\r\n' => (/\r\n/.test(text) ? '\r\n' : '\n');

/** Whether only spaces are in front of `offset` on its line. */
export const opensLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '';

/** How far a place on a line is indented; a byte order mark in front of the first line takes no column. */
export function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return offset - start - (start === 0 && text.startsWith('\ufeff') ? 1 : 0);
}

/**
 * Applies patches that do not overlap; patches at the same place keep their order.
 * @throws RangeError if two overlap, which is a fault of the caller
 */
export function applyPatches(text: string, patches: readonly TextPatch[]): string {
  const sorted = patches.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const pieces: string[] = [];
  let at = 0;
  for (const patch of sorted) {
    if (patch.start < at) throw new RangeError(`two edits overlap at offset ${patch.start}`);
    pieces.push(text.slice(at, patch.start), patch.text);
    at = patch.end;
  }
  return pieces.join('') + text.slice(at);
}

const EXPLICIT_KEY = /^((?:\ufeff|[ \t]|-[ \t])*)\?[ \t]/;

/** Where an entry of block style begins: at its key, or at the `?` that go-yaml puts in front of a long one. */
function entryStart(text: string, { keyStart }: YamlEntry): number {
  const start = lineStart(text, keyStart);
  const before = EXPLICIT_KEY.exec(text.slice(start, keyStart))?.[1];
  return before === undefined ? keyStart : start + before.length;
}

/** Takes an entry out of a map that has others as well. */
export function removeEntry(text: string, map: YamlMap, entry: YamlEntry): TextPatch {
  const startOf = (one: YamlEntry): number => (map.flow ? one.keyStart : entryStart(text, one));
  const start = startOf(entry);
  if (!map.flow && opensLine(text, start))
    return { start: start - columnOf(text, start), end: nextLineStart(text, entry.value.end), text: '' };
  const index = map.entries.indexOf(entry);
  const next = map.entries[index + 1];
  if (next) return { start, end: startOf(next), text: '' };
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
  const indent = ' '.repeat(columnOf(text, entryStart(text, after)));
  const lineBreak = lineBreakOf(text);
  return { start: at, end: at, text: form.lines.map((line) => lineBreak + indent + line).join('') };
}

/** A text that YAML reads as itself stands without quotes, as charts write it. */
export const plainOrQuoted = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);

const URL_TEXT = /^https?:\/\/[\w.~:/?%=&@+-]*[\w/=]$/;

const scalarText = (value: unknown): string =>
  typeof value !== 'string' ? JSON.stringify(value) : URL_TEXT.test(value) ? value : plainOrQuoted(value);

const isCollection = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Plain data as lines in block style, the first at column 0.
 * @param value maps and lists of texts, numbers and booleans
 */
export function blockLines(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((item) => blockLines(item).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`));
  if (!isCollection(value) || Object.keys(value).length === 0) return [scalarText(value)];
  return Object.entries(value).flatMap(([key, below]) =>
    isCollection(below) && Object.keys(below).length > 0
      ? [`${scalarText(key)}:`, ...blockLines(below).map((line) => `  ${line}`)]
      : [`${scalarText(key)}: ${scalarText(below)}`],
  );
}
