import { embeddedOffsets, linesOf, type Offsets } from '../yaml/embedded-offsets.ts';
import { lastAtOrBefore } from '../yaml/places.ts';
import type { FileOrigin, Span, TextPlace } from './tree.ts';

/** The file that holds the text. */
export interface OuterFile {
  readonly text: string;
  readonly place: TextPlace;
}

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

/**
 * Like embeddedPlace, for a text whose placeholders are filled in: where no line is added, a place is that of the same
 * characters in the file, or of the placeholder that they come from.
 */
export function filledPlace(text: string, scalar: FileOrigin, outer: OuterFile): TextPlace {
  const offsetOf = filledOffsets(text, scalar, outer.text);
  return (offset) => outer.place(offsetOf ? Math.min(offsetOf(offset), scalar.end) : scalar.start);
}

function filledOffsets(text: string, { start, end }: Span, outer: string): Offsets | undefined {
  if (outer[start] !== '|') return undefined;
  const [, ...outerLines] = linesOf(outer.slice(start, end));
  const lines = linesOf(text);
  const first = lines.findIndex((line) => line.text.trim() !== '');
  const indent = leading(outerLines[first]?.text) - leading(lines[first]?.text);
  const written = lines.map((line, at) => ({ line, outerLine: outerLines[at] }));
  const isKept = written.every(
    ({ line, outerLine }) =>
      outerLine?.text.slice(indent) === line.text || outerLine?.text.includes('{{') || line.text === '',
  );
  if (indent < 0 || !isKept) return undefined;
  const starts = lines.map((line) => line.start);
  return (offset) => {
    const { line, outerLine } = written[lastAtOrBefore(starts, offset)] ?? {};
    if (!line || !outerLine) return start;
    const source = outerLine.text.slice(indent);
    return start + outerLine.start + indent + columnIn(source, line.text, offset - line.start);
  };
}

const leading = (line = ''): number => line.length - line.trimStart().length;

/** The column in a line with placeholders that a column of it filled in is from. */
function columnIn(source: string, filled: string, column: number): number {
  if (column >= filled.length) return source.length;
  // Where a part of the line begins, as it is written and filled in.
  let from = 0;
  let to = 0;
  for (const part of source.split(/(\{\{.*?\}\})/)) {
    const isHole = part.startsWith('{{');
    const next = source.slice(from + part.length).split('{{')[0] ?? '';
    const size = isHole ? Math.max(0, filled.indexOf(next, to) - to) : part.length;
    if (column < to + size) return isHole ? from : from + column - to;
    // One at the end takes all that is left.
    if (isHole && next === '') return from;
    from += part.length;
    to += size;
  }
  return source.length;
}
