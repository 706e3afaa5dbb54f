/** A `# phasegate-ignore` comment as it is in a file. Lines count from 1; columns are offsets in the line. */
export interface IgnoreComment {
  readonly file: string;
  readonly line: number;
  /** Offsets of the comment in the file. */
  readonly start: number;
  readonly end: number;
  /** The line it is about: its own, or the next one with something on it. */
  readonly target: number;
  readonly rules: readonly string[];
  readonly reason: string;
  /** `2027-01-31`, as it was written. */
  readonly until?: string;
}

const COMMENT = /(?:^|\s)(#[ \t]*phasegate-ignore\b[ \t]*(.*))$/;
const PARTS = /^([^:]*?)(?::[ \t]*(.*))?$/;
const UNTIL = /(?:^|\s)until=(\S+)/;

/** The next line that holds more than a comment, else the line itself. */
function targetOf(lines: readonly string[], index: number): number {
  const hasContent = (line: string): boolean => /^\s*[^\s#]/.test(line);
  if (hasContent(lines[index] ?? '')) return index + 1;
  const next = lines.findIndex((line, other) => other > index && hasContent(line));
  return next === -1 ? index + 1 : next + 1;
}

/** Reads the ignores of one file's text. */
export function ignoreComments(text: string, file: string): readonly IgnoreComment[] {
  if (!text.includes('phasegate-ignore')) return [];
  const lines = text.split(/\r\n|\r|\n/);
  const found: IgnoreComment[] = [];
  for (const [index, { comment, start }] of withOffsets(text)) {
    const [, words = '', rest = ''] = PARTS.exec(COMMENT.exec(comment)?.[2] ?? '') ?? [];
    const until = UNTIL.exec(rest)?.[1];
    found.push({
      file,
      line: index + 1,
      start,
      end: start + comment.trimEnd().length,
      target: targetOf(lines, index),
      rules: words.split(/[\s,]+/).filter((word) => word !== ''),
      reason: rest.replace(UNTIL, '').trim(),
      ...(until !== undefined && { until }),
    });
  }
  return found;
}

function* withOffsets(text: string): Generator<[number, { comment: string; start: number }]> {
  let index = 0;
  for (const { 0: line, index: offset } of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    const bare = line.replace(/[\r\n]+$/, '');
    const comment = COMMENT.exec(bare)?.[1];
    if (comment !== undefined) yield [index, { comment, start: offset + bare.length - comment.length }];
    index += 1;
  }
}
