/** What the servers' parsers make of a text, as servers 1.21.0 and 2.2.1 were seen to take and refuse it. */

const INTEGER = /^([+-]?)(?:0x((?:_?[\da-f])+)|0b((?:_?[01])+)|0o?((?:_?[0-7])+)|(0|[1-9](?:_?\d)*))$/i;

/** An integer as Go's strconv.ParseInt reads it with base 0. */
export function goInt(text: string): bigint | undefined {
  const [, sign, hex, binary, octal, decimal = '0'] = INTEGER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal;
  const size = BigInt(digits.replaceAll('_', ''));
  return sign === '-' ? -size : size;
}

export const within = (value: bigint, bits: bigint): boolean =>
  value >= -(2n ** (bits - 1n)) && value < 2n ** (bits - 1n);

const FLOAT =
  /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)p[+-]?\d+|inf|infinity|nan)$/i;

/** strconv.ParseFloat; underscores may stand between digits. */
export const isGoFloat = (text: string): boolean => FLOAT.test(text.replace(/(?<=\d)_(?=\d)/g, ''));

export const GO_BOOL: ReadonlySet<string> = new Set(
  ['1', 't', 'T', 'TRUE', 'true', 'True'].concat(['0', 'f', 'F', 'FALSE', 'false', 'False']),
);

/** Seconds of the units of both kinds of duration. */
export const UNITS: Readonly<Record<string, number>> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ns: 1e-9,
};

/** The longest duration of Go, 2^63 nanoseconds, in seconds. */
const LONGEST = 9_223_372_036;

const PART = /(\d+\.?\d*|\.\d+)([a-zµμ]+)/g;

const isShortEnough = (text: string): boolean =>
  [...text.matchAll(PART)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  ) <= LONGEST;

const GO_DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PROMETHEUS_DURATION = /^(?:0|(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/;

export const isGoDuration = (text: string): boolean => GO_DURATION.test(text) && isShortEnough(text);
export const isPrometheusDuration = (text: string): boolean =>
  PROMETHEUS_DURATION.test(text) && isShortEnough(text);

/** A duration of Go in seconds; undefined for a text that is none. */
export function secondsOf(text: string): number | undefined {
  if (!isGoDuration(text)) return undefined;
  const sum = [...text.matchAll(PART)].reduce(
    (all, [, count, unit = '']) => all + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
  return text.startsWith('-') ? -sum : sum;
}

/** What RE2 does not have: looking ahead and behind. */
const LOOKAROUND = /^\(\?<?[=!]/;

/**
 * Whether a text may be a regular expression as Go reads it. False only for what surely is none: brackets that do not match
 * in the eyes of both readers, and lookaround. A text with a quotation (\Q…\E) is left to the server.
 */
export function mayBeRegex(text: string): boolean {
  if (text.includes('\\Q')) return true;
  let [depth, isInClass, isWhole] = [0, false, true];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') {
      isWhole &&= at + 1 < text.length;
      at += 1;
    } else if (isInClass) {
      const [named] = /^\[:\^?\w+:\]/.exec(text.slice(at)) ?? [];
      if (named !== undefined) at += named.length - 1;
      else if (char === ']') isInClass = false;
    } else if (char === '[') {
      isInClass = true;
      // A bracket that comes first is itself.
      at += /^\[\^?\]?/.exec(text.slice(at))?.[0].slice(1).length ?? 0;
    } else if (char === '(') {
      if (LOOKAROUND.test(text.slice(at))) return false;
      depth += 1;
    } else if (char === ')') {
      depth -= 1;
      isWhole &&= depth >= 0;
    }
  }
  return (isWhole && depth === 0 && !isInClass) || isRegexHere(text);
}

function isRegexHere(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

const QUOTED = '(?:"(?:[^"\\\\\\n]|\\\\.)*"|\'(?:[^\'\\\\\\n]|\\\\.)*\'|`[^`]*`)';
const MATCHER = `(?:(?:[\\w:]+|${QUOTED})\\s*(?:=~|!~|!=|=)\\s*${QUOTED}|${QUOTED})`;
const IN_BRACES = `\\{\\s*(?:${MATCHER}\\s*(?:,\\s*${MATCHER}\\s*)*(?:,\\s*)?)?\\}`;
const SELECTOR = new RegExp(`^\\s*(?:[A-Za-z_:][\\w:]*\\s*(?:${IN_BRACES})?|${IN_BRACES})\\s*$`);

/**
 * Whether a text may be a selector of Prometheus such as `{service_name="a"}`. This takes some that a server does not, such
 * as a regular expression with an open parenthesis. Texts with comments or other scripts are left to the server.
 */
export const maySelect = (text: string): boolean => SELECTOR.test(text) || /#|[^\t\n\r -~]/.test(text);

export const BYTES = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i?)?B)+)$/;

/** What a relabeling rule does, in any case (servers 1.21.0 and 2.2.1). */
export const ACTIONS: readonly string[] = [
  ...['replace', 'keep', 'drop', 'keepequal', 'dropequal', 'hashmod'],
  ...['labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'],
];

export const isAction = (text: string): boolean => ACTIONS.includes(text.toLowerCase());
