import { namesCredential } from './credential-names.ts';

export const HIDDEN = '<redacted>';

/** A stretch of a line; quotes included, so that `end` lies behind the closing one. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTED = /"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$)/g;
/** A name and its `:` or `=`, quotes around the name and backslashes in front of them included. */
const NAMED = /(?<![\w./-])([\w./-]+)\\?["']?\s*(?::\s+|[:=](?=\\?["'])|=|:(?=\S))\s*/g;
const FLAG_ALONE = /(?<![\w.-])--?([\w.-]+)["']?(?:\s*,\s*|\s+)(?=\S)/g;
const NAME_OF_PAIR = /\bname\\?["']?\s*:\s*\\?["']?([\w.-]+)/g;
const VALUE_OF_PAIR = /\bvalue\\?["']?\s*:\s*/g;

const quotedSpans = (line: string): Span[] =>
  [...line.matchAll(QUOTED)].map(({ index, 0: text }) => ({ start: index, end: index + text.length }));

/** Up to where a value goes that begins at `from`: its string's end, the next mark of a flow collection, or the line's end. */
function endOfValue(line: string, from: number, quoted: readonly Span[]): number {
  const around = quoted.find(({ start, end }) => start < from && from < end);
  if (around) return /["']$/.test(line.slice(0, around.end)) ? around.end - 1 : around.end;
  const own = quoted.find(({ start }) => start === from);
  if (own) return own.end;
  const isFlow = /[{[]/.test(line.slice(0, from));
  if (!isFlow) return line.length;
  const length = line.slice(from).search(/[,}\]]/);
  return length === -1 ? line.length : from + length;
}

function spansBehind(
  line: string,
  pattern: RegExp,
  quoted: readonly Span[],
  isTelling: (name: string) => boolean,
) {
  return [...line.matchAll(pattern)].flatMap((match): Span[] => {
    const start = match.index + match[0].length;
    return start < line.length && isTelling(match[1] ?? '')
      ? [{ start, end: endOfValue(line, start, quoted) }]
      : [];
  });
}

function hide(line: string, spans: readonly Span[]): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    if (start >= at) shown += line.slice(at, start) + HIDDEN;
    at = end;
  }
  return shown + line.slice(at);
}

const namesPair = (line: string): boolean =>
  [...line.matchAll(NAME_OF_PAIR)].some((match) => namesCredential(match[1] ?? ''));

const hideUrls = (line: string): string =>
  line
    .replace(/(:\/\/[^/\s:@"']*:)[^/\s"']+@/g, `$1${HIDDEN}@`)
    .replace(/(:\/\/)[^/\s:@"'<>]+@/g, `$1${HIDDEN}@`)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`)
    .replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|$)/g, `$1${HIDDEN}`);

/** Hides what looks like a credential in one line: behind telling names, in name and value pairs, in URLs and headers. */
export function redactLine(line: string): string {
  const quoted = quotedSpans(line);
  const spans = [
    ...spansBehind(line, NAMED, quoted, namesCredential),
    ...spansBehind(line, FLAG_ALONE, quoted, namesCredential),
    ...(namesPair(line) ? spansBehind(line, VALUE_OF_PAIR, quoted, () => true) : []),
  ];
  return hideUrls(hide(line, spans));
}
