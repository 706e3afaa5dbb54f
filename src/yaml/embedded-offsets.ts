import { lastAtOrBefore } from './places.ts';

/** From the first character to behind the last one. */
interface Written {
  readonly start: number;
  readonly end: number;
}

export type Offsets = (offset: number) => number;

/** As the YAML reader of values ends lines. */
const LINE_END = /\r\n|[\r\n\u0085]/g;

/**
 * Where the characters of a text are in the text of the file that holds it as a scalar. Block texts with | and quoted texts of
 * one line without escapes are placed exactly; every character of another one is placed where the scalar begins.
 * @param text what the scalar says
 * @param scalar where it stands
 * @param outer the text of the file
 */
export function embeddedOffsets(text: string, scalar: Written, outer: string): Offsets {
  const offsetOf = blockOffsets(text, scalar, outer) ?? quotedOffsets(text, scalar, outer);
  return (offset) => (offsetOf ? Math.min(offsetOf(offset), scalar.end) : scalar.start);
}

function quotedOffsets(text: string, { start, end }: Written, outer: string): Offsets | undefined {
  return outer.slice(start + 1, end - 1) === text ? (offset) => start + 1 + offset : undefined;
}

export interface Line {
  readonly start: number;
  readonly text: string;
}

/** The lines of a text, without their ends. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: lineEnd, index } of text.matchAll(LINE_END)) {
    lines.push({ start, text: text.slice(start, index) });
    start = index + lineEnd.length;
  }
  return [...lines, { start, text: text.slice(start) }];
}

/** Each line of a literal text is the end of a line of the file, behind the indentation. */
function blockOffsets(text: string, { start, end }: Written, outer: string): Offsets | undefined {
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
