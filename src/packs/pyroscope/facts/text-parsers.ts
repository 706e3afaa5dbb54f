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

/** Nanoseconds of the units of both kinds of duration. */
export const NANOSECONDS: Readonly<Record<string, bigint>> = {
  y: 31_536_000_000_000_000n,
  w: 604_800_000_000_000n,
  d: 86_400_000_000_000n,
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ns: 1n,
};

const GO_DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PROMETHEUS_DURATION = /^(?:0|(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/;

const PART = /(\d*)\.?(\d*)([a-zµμ]+)/g;

/** Go cuts what is less than a nanosecond; it reads a fraction as a float, to which more digits than these mean nothing. */
const FRACTION_DIGITS = 18;

function sizeOfPart([, whole = '', fraction = '', unit = '']: RegExpExecArray): bigint {
  const digits = fraction.slice(0, FRACTION_DIGITS);
  const size = NANOSECONDS[unit] ?? 0n;
  return BigInt(whole) * size + (BigInt(digits) * size) / 10n ** BigInt(digits.length);
}

/** Nanoseconds of a duration of a known form, undefined for one that 64 bits do not hold. */
function nanosecondsOf(text: string): bigint | undefined {
  const size = [...text.matchAll(PART)].reduce((sum, part) => sum + sizeOfPart(part), 0n);
  const value = text.startsWith('-') ? -size : size;
  return within(value, 64n) ? value : undefined;
}

export const isGoDuration = (text: string): boolean =>
  GO_DURATION.test(text) && nanosecondsOf(text) !== undefined;
export const isPrometheusDuration = (text: string): boolean =>
  PROMETHEUS_DURATION.test(text) && nanosecondsOf(text) !== undefined;

/** A duration of Go in seconds; undefined for a text that is none. */
export function secondsOf(text: string): number | undefined {
  const nanoseconds = GO_DURATION.test(text) ? nanosecondsOf(text) : undefined;
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e9;
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
