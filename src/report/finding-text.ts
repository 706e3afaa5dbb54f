import { columnsOf, visible, visibleLines } from '../visible-text.ts';

/** Colours, or functions that leave the text as it is. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly dim: (text: string) => string;
}

const same = (text: string): string => text;
export const PLAIN: Paint = { red: same, yellow: same, cyan: same, dim: same };

/** The last line of a text that holds findings: how to have one explained. */
export const EXPLAIN_HINT = 'phasegate explain ID explains a finding';

/** A line of a file or stream, credentials hidden, and the stretch of it that is pointed at. */
export interface SourceLine {
  readonly text: string;
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** Of the stretch, in UTF-16 code units; 1 where it is left out. */
  readonly length?: number;
}

/** A finding of any command, as terminals show it. */
export interface FindingLines {
  /** `values.yaml:3:9`; left out if there is none known. */
  readonly place?: string | undefined;
  /** The severity, painted. */
  readonly label: string;
  readonly what: string;
  /** Of the rule. */
  readonly id: string;
  readonly source?: SourceLine | undefined;
  /** Left out if nothing is to be done. */
  readonly why?: string | undefined;
  readonly remedy?: string | undefined;
}

const WIDEST = 160;
const BEFORE = 60;

/** A line cut down to what lies around a column (from 1), and where that column then is, from 0. */
function clip(source: string, column: number): { text: string; caret: number } {
  if (source.length <= WIDEST) return { text: source, caret: column - 1 };
  const from = Math.max(0, column - 1 - BEFORE);
  const text = `${from > 0 ? '…' : ''}${source.slice(from, from + WIDEST)}${from + WIDEST < source.length ? '…' : ''}`;
  return { text, caret: column - 1 - from + Number(from > 0) };
}

/** Blanks as wide as a text; tabs stay, as nobody knows how wide a terminal shows them. */
const blankFor = (text: string): string =>
  text
    .split('\t')
    .map((part) => ' '.repeat(columnsOf(part)))
    .join('\t');

/** A source line as messages show it: number, text, and below it a caret that underlines the stretch. */
export function sourceLines({ text: source, line, column, length = 1 }: SourceLine): string[] {
  const { text, caret } = clip(visible(source), column);
  const gutter = ' '.repeat(String(line).length);
  const underlined = columnsOf(text.slice(caret, caret + length));
  const underline = `^${'~'.repeat(Math.max(0, underlined - 1))}`;
  return [`  ${line} | ${text}`, `  ${gutter} | ${blankFor(text.slice(0, caret))}${underline}`];
}

/** A text of several lines (a snippet of YAML, say) hangs below its first. */
const hanging = (text: string): string => visibleLines(text).join('\n       ');

/** One finding: place, severity, what, rule; the source line with a caret; why and what to do. */
export function findingText(finding: FindingLines, paint: Paint): string {
  const { place, label, what, id, source, why, remedy } = finding;
  const where = place === undefined ? '' : `${visible(place)}: `;
  return [
    `${where}${label}: ${visible(what)} ${paint.dim(`[${visible(id)}]`)}`,
    ...(source === undefined ? [] : sourceLines(source).map(paint.dim)),
    ...(why === undefined ? [] : [`  why: ${hanging(why)}`]),
    ...(remedy === undefined ? [] : [`  do:  ${hanging(remedy)}`]),
  ].join('\n');
}
