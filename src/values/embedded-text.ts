import { lastAtOrBefore } from '../yaml/places.ts';
import type { FileOrigin, Span, TextPlace } from './tree.ts';

/** The file that holds the text. */
export interface OuterFile {
  readonly text: string;
  readonly place: TextPlace;
}

/** As the YAML reader of values ends lines. */
const LINE_END = /\r\n|[\r\n\u0085]/g;

/**
 * Where the characters of a text are in the file that holds the text as a scalar. Block texts with | and quoted texts
 * of one line without escapes are placed exactly; every character of another one is placed where the scalar begins.
 * @param text what the scalar says
 * @param scalar where it stands
 */
export function embeddedPlace(text: string, scalar: FileOrigin, outer: OuterFile): TextPlace {
  const offsetOf = embeddedOffsets(text, scalar, outer.text);
  return (offset) => outer.place(offsetOf(offset));
}

/** The same as offsets into the text of the file. @param outer that text */
export function embeddedOffsets(text: string, scalar: Span, outer: string): Offsets {
  const offsetOf = blockOffsets(text, scalar, outer) ?? quotedOffsets(text, scalar, outer);
  return (offset) => (offsetOf ? Math.min(offsetOf(offset), scalar.end) : scalar.start);
}

type Offsets = (offset: number) => number;

function quotedOffsets(text: string, { start, end }: Span, outer: string): Offsets | undefined {
  return outer.slice(start + 1, end - 1) === text ? (offset) => start + 1 + offset : undefined;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: lineEnd, index } of text.matchAll(LINE_END)) {
    lines.push({ start, text: text.slice(start, index) });
    start = index + lineEnd.length;
  }
  return [...lines, { start, text: text.slice(start) }];
}

/** Each line of a literal text is the end of a line of the file, behind the indentation. */
function blockOffsets(text: string, { start, end }: Span, outer: string): Offsets | undefined {
  if (outer[start] !== '|') return undefined;
  const [, ...outerLines] = linesOf(outer.slice(start, end));
  const lines = linesOf(text);
  // How far the characters of each line move.
  const shifts: number[] = [];
  for (const [at, line] of lines.entries()) {
    const outerLine = outerLines[at];
    if (!outerLine?.text.endsWith(line.text)) return undefined;
    shifts.push(start + outerLine.start + outerLine.text.length - line.text.length - line.start);
  }
  const starts = lines.map((line) => line.start);
  return (offset) => offset + (shifts[lastAtOrBefore(starts, offset)] ?? 0);
}
