/** What a scalar of a values file means; integers are exact because map keys need them so. */
export type Resolved =
  | { readonly type: 'null'; readonly value: null }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'str'; readonly value: string };

/** The words of YAML 1.1 as go-yaml 2.4 takes them: `oFF` or `yEs` are strings. */
const words = new Map<string, Resolved>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(asBool(true)),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(asBool(false)),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { type: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map(asFloat(Number.NaN)),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(asFloat(Number.POSITIVE_INFINITY)),
  ...['-.inf', '-.Inf', '-.INF'].map(asFloat(Number.NEGATIVE_INFINITY)),
]);

function asBool(value: boolean): (word: string) => [string, Resolved] {
  return (word) => [word, { type: 'bool', value }];
}

function asFloat(value: number): (word: string) => [string, Resolved] {
  return (word) => [word, { type: 'float', value }];
}

const asString = (value: string): Resolved => ({ type: 'str', value });

/** A scalar without quotes and without a tag. */
export function resolvePlain(text: string): Resolved {
  const word = words.get(text);
  if (word) return word;
  if (!/^[-+.\d]/.test(text)) return asString(text);
  const integer = text.startsWith('.') ? undefined : goInteger(text);
  if (integer !== undefined) return { type: 'int', value: integer };
  const float = goFloat(text);
  return float === undefined ? asString(text) : { type: 'float', value: float };
}

const CORE = 'tag:yaml.org,2002:';

/**
 * A scalar with an explicit tag, quoted or not; undefined if the text is not of the tag's type.
 * A tag that go-yaml does not know leaves the text as it is.
 */
export function resolveTagged(tag: string, text: string): Resolved | undefined {
  const type = tag.startsWith(CORE) ? tag.slice(CORE.length) : '';
  if (type === 'binary') return decodeBase64(text);
  if (type === 'timestamp') return isTimestamp(text) ? asString(text) : undefined;
  if (!['bool', 'int', 'float', 'null'].includes(type)) return asString(text);
  const resolved = resolvePlain(text);
  if (type === 'float' && resolved.type === 'int') return { type: 'float', value: Number(resolved.value) };
  return resolved.type === type ? resolved : undefined;
}

function decodeBase64(text: string): Resolved | undefined {
  const digits = text.replace(/[\r\n]/g, '');
  const isWhole = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(digits);
  return isWhole ? asString(Buffer.from(digits, 'base64').toString('utf8')) : undefined;
}

const INTEGER = /^([-+]?)(?:0x([\da-f]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i;
const POINT_FLOAT = /^\.\d+(?:_\d+)*(?:e[-+]?\d+(?:_\d+)*)?$/i;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

export const isInt64 = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

/**
 * An integer as go-yaml 2.4 reads a plain scalar: decimal, 0x, 0b, 0o and the octal of a leading zero, with
 * underscores anywhere; undefined for anything else and beyond 64 bits.
 */
export function goInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text.replaceAll('_', ''));
  if (!match) return undefined;
  const [, sign = '', hex, binary, octal, decimal = '0'] = match;
  const magnitude = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal);
  const value = sign === '-' ? -magnitude : magnitude;
  const fits = isInt64(value) || (sign === '' && value <= UINT64_MAX);
  return fits ? value : undefined;
}

/** A float as go-yaml 2.4 reads it: one that begins with a point keeps Go's stricter place for underscores. */
export function goFloat(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  const matches = text.startsWith('.') ? POINT_FLOAT.test(text) : FLOAT.test(plain);
  const value = Number(plain);
  return matches && Number.isFinite(value) ? value : undefined;
}

const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

/** Whether go-yaml accepts the text behind an explicit !!timestamp tag. The value stays a string all the same. */
function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0, ...clock] = match.slice(1).map((part) => Number(part ?? 0));
  const [hour = 0, minute = 0, second = 0] = clock[0] || clock[1] || clock[2] ? clock : clock.slice(3);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return (
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  );
}

/** A key as Helm writes it in JSON: `1:` is "1", `010:` is "8", `yes:` is "true". Undefined if Helm refuses. */
export function mapKey(key: Resolved): string | undefined {
  switch (key.type) {
    case 'null':
      return undefined;
    case 'float':
      return floatKey(key.value);
    case 'int':
      return isInt64(key.value) ? String(key.value) : undefined;
    default:
      return String(key.value);
  }
}

const SIGNIFICANT_DIGITS_OF_FLOAT32 = 9;

/** A float as a map key. Helm formats it as Go's FormatFloat(f, 'g', -1, 32). */
function floatKey(value: number): string {
  const float = Math.fround(value);
  if (Number.isNaN(float)) return '.nan';
  if (!Number.isFinite(float)) return float > 0 ? '.inf' : '-.inf';
  return shortestG(float, digitsOfFloat32);
}

function digitsOfFloat32(float: number): string {
  for (let digits = 0; digits < SIGNIFICANT_DIGITS_OF_FLOAT32; digits++) {
    const text = float.toExponential(digits);
    if (Math.fround(Number(text)) === float) return text;
  }
  return float.toExponential(SIGNIFICANT_DIGITS_OF_FLOAT32);
}

/**
 * A finite number as Go's verb %g writes it: the shortest digits that give the same float, with an exponent of at least
 * two digits from 1e+06 up and below 1e-04.
 * @param digits the shortest digits as toExponential gives them, `1.25e-7`; those of a float64 where it is left out
 */
export function shortestG(float: number, digits = (value: number): string => value.toExponential()): string {
  if (float === 0) return Object.is(float, -0) ? '-0' : '0';
  const text = digits(float);
  const [mantissa = '', power = '0'] = text.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(Number(text));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
