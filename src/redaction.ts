/** Names under which credentials are kept, in keys, flags and variables alike. */
const CREDENTIAL =
  /pass(?:word|wd|phrase)?|secret|token|credential|authorization|access[-_.]?key|account[-_.]?key|api[-_.]?key|private[-_.]?key|auth[-_.]?header|basic[-_.]?auth|\bpwd\b|connection[-_.]?string|(?:root|admin)[-_.]?user/i;

/** Names that point at a Secret and hold no credential themselves. */
const REFERENCE =
  /^(?:secretName|secretRef|secretKeyRef|imagePullSecrets|(?:automountS|s)erviceAccountToken)$/;

/** Whether a key, a flag, a variable, or a path of keys looks like the name of a credential, whose value is never shown. */
export const namesCredential = (name: string): boolean => CREDENTIAL.test(name) && !REFERENCE.test(name);

const IN_QUERY = 'p|key|sig|signature|auth|jwt|bearer|code';
const CREDENTIAL_IN_QUERY = new RegExp(`^(?:${IN_QUERY})$`, 'i');

/** What names a credential in a URL's query, for programs that look with patterns of their own. */
export const CREDENTIAL_NAMES: readonly RegExp[] = [CREDENTIAL, CREDENTIAL_IN_QUERY];

/** The same for a parameter of a URL's query, where short names are common: InfluxDB's password is `p`. */
export const namesCredentialInQuery = (name: string): boolean =>
  namesCredential(name) || CREDENTIAL_IN_QUERY.test(name);

/** What every text with a credential in it has somewhere; most texts and lines have nothing of it, and are left alone. */
const TRACE = new RegExp(
  `${CREDENTIAL.source}|[?&](?:${IN_QUERY})=|://[^\\s]*@|\\b(?:Bearer|Basic)\\s|PRIVATE KEY`,
  'i',
);

const mayHoldCredential = (text: string): boolean => TRACE.test(text);

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
  isTelling: (name: string, behind: string) => boolean,
) {
  return [...line.matchAll(pattern)].flatMap((match): Span[] => {
    const start = match.index + match[0].length;
    return start < line.length && isTelling(match[1] ?? '', line.slice(start))
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

const PARAMETER = /([?&])([\w.-]+)=[^&#\s"'<>]+/g;

/** Hides credentials in URLs, their queries and headers, and leaves everything else as it is. */
export const redactAddresses = (line: string): string =>
  line
    .replace(/(:\/\/[^/\s:@"']*:)[^/\s"']+@/g, `$1${HIDDEN}@`)
    .replace(/(:\/\/)[^/\s:@"'<>]+@/g, `$1${HIDDEN}@`)
    .replace(PARAMETER, (whole, before: string, name: string) =>
      namesCredentialInQuery(name) ? `${before}${name}=${HIDDEN}` : whole,
    )
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`);

const hidePrivateKey = (line: string): string =>
  line.replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|$)/g, `$1${HIDDEN}`);

/** Hides what looks like a credential in one line: behind telling names, in name and value pairs, in URLs and headers. */
export const redactLine = (line: string): string => redacted(line, namesCredential);

/** `failed to read the secret: not found`, `getting credentials: exec: …`: a sentence goes on behind such a name. */
const PROSE_NAME = /^(?:secret|credential)s?$/i;
const PROSE = /^[a-z]+:? [a-z]/;

/** Hides the same in a message of another program; where a name is a word of its sentence, what follows it stays. */
export const redactMessage = (line: string): string =>
  redacted(line, (name, behind) => namesCredential(name) && !(PROSE_NAME.test(name) && PROSE.test(behind)));

/** @param isTelling whether a name, with what stands behind it, has a value to hide */
function redacted(line: string, isTelling: (name: string, behind: string) => boolean): string {
  if (!mayHoldCredential(line)) return line;
  const quoted = quotedSpans(line);
  const spans = [
    ...spansBehind(line, NAMED, quoted, isTelling),
    ...spansBehind(line, FLAG_ALONE, quoted, namesCredential),
    ...(namesPair(line) ? spansBehind(line, VALUE_OF_PAIR, quoted, () => true) : []),
  ];
  return hidePrivateKey(redactAddresses(hide(line, spans)));
}

const KIND_SECRET = /\bkind["']?\s*:\s*["']?Secret\b(?!-)/;
/** Maps of a Secret whose every value goes, whatever it is called; kubectl keeps a copy in an annotation. */
const SECRET_MAPS = new Set(['data', 'stringData', 'annotations']);
const KEY_LINE = /^(\s*(?:- +)*)(["']?)([\w./-]+?)\2\s*:(?:\s+(.*?))?\s*$/;
const FLAG_LINE = /^\s*- ["']?--?([\w.-]+)["']?\s*$/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*$/;

interface KeyLine {
  readonly column: number;
  readonly key: string;
  readonly value: string;
}

function keyLine(line: string): KeyLine | undefined {
  const match = KEY_LINE.exec(line);
  return match ? { column: match[1]?.length ?? 0, key: match[3] ?? '', value: match[4] ?? '' } : undefined;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => line.trim() === '';

/** Hides credentials that take several lines, or that another line gives away. */
class Redactor {
  /** Column from which a line is hidden; 0 for all of it. */
  private readonly hiddenFrom = new Map<number, number>();
  private readonly isSecret: boolean;

  constructor(private readonly lines: readonly string[]) {
    this.isSecret = lines.some((line) => KIND_SECRET.test(line));
  }

  redacted(): string[] {
    for (const [index, line] of this.lines.entries()) this.mark(line, index);
    return this.lines.map((line, index) => this.shown(line, index));
  }

  private shown(line: string, index: number): string {
    const from = this.hiddenFrom.get(index);
    if (from === undefined) return redactLine(line);
    if (isBlank(line)) return line;
    return from === 0 ? ' '.repeat(indentOf(line)) + HIDDEN : `${line.slice(0, from)} ${HIDDEN}`;
  }

  private mark(line: string, index: number): void {
    if (!this.isSecret && !mayHoldCredential(line)) return;
    const found = keyLine(line);
    if (found && this.isTelling(found.key)) this.hideValue(index, found);
    if (found?.key === 'name' && namesCredential(found.value.replace(/^["']/, '')))
      this.hideSiblings(index, found.column);
    if (namesCredential(FLAG_LINE.exec(line)?.[1] ?? '')) this.hide(index + 1, 0);
    if (PRIVATE_KEY.test(line)) this.hideUntil(index, '-----END');
    if (this.isSecret) this.hideFlowMaps(line, index);
  }

  private isTelling(key: string): boolean {
    return namesCredential(key) || (this.isSecret && SECRET_MAPS.has(key));
  }

  private hideFlowMaps(line: string, index: number): void {
    const map = /\b(?:data|stringData|annotations)["']?\s*:(?=\s*[{"'])/.exec(line);
    if (map) this.hide(index, map.index + map[0].length);
  }

  private hide(index: number, column: number): void {
    this.hiddenFrom.set(index, Math.min(column, this.hiddenFrom.get(index) ?? column));
  }

  /** A key's value: on its line, on deeper lines below, and in a list at the key's own column. */
  private hideValue(index: number, { column, value }: KeyLine): void {
    const line = this.lines[index] ?? '';
    if (value !== '') this.hide(index, line.indexOf(':', column) + 1);
    const quote = /^["']/.exec(value)?.[0];
    if (quote && !value.slice(1).includes(quote)) this.hideUntil(index, quote);
    for (let at = index + 1; at < this.lines.length; at += 1) {
      const below = this.lines[at] ?? '';
      const isItem =
        indentOf(below) === column && /^\s*-(?:\s|$)/.test(below) && !line.trimStart().startsWith('-');
      if (!isBlank(below) && indentOf(below) <= column && !isItem) return;
      this.hide(at, 0);
    }
  }

  /** All below, up to the line in which something closes. */
  private hideUntil(index: number, closing: string): void {
    for (let at = index + 1; at < this.lines.length; at += 1) {
      this.hide(at, 0);
      if (this.lines[at]?.includes(closing)) return;
    }
  }

  /** The `value` that is beside a `name`, below or above it in the same map. */
  private hideSiblings(index: number, column: number): void {
    for (const step of [1, -1]) {
      for (let at = index; this.staysInMap(at, column, step, index); at += step) {
        const found = keyLine(this.lines[at] ?? '');
        if (found?.key === 'value' && found.column === column) this.hideValue(at, found);
      }
    }
  }

  /** Whether a line belongs to the map whose keys stand at a column; a dash in front of a key opens the map. */
  private staysInMap(at: number, column: number, step: number, from: number): boolean {
    const line = this.lines[at];
    if (line === undefined) return false;
    if (at === from) return true;
    const opensMap = (text: string): boolean => indentOf(text) < column;
    if (step === 1) return isBlank(line) || !opensMap(line);
    // Upward the line with the dash still belongs to it, what stands above that does not.
    return !opensMap(this.lines[at + 1] ?? '') && (keyLine(line)?.column ?? indentOf(line)) >= column;
  }
}

/** A document with its secrets hidden, line for line. @param text one document, in YAML or JSON, perhaps broken */
export function redactDocument(text: string): string {
  if (!mayHoldCredential(text)) return text;
  return new Redactor(text.split('\n')).redacted().join('\n');
}
