import { goFloat, goInteger } from './go-number.ts';
import { isTimestamp } from './timestamp.ts';

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
 * A scalar with an explicit tag, quoted or not; undefined where the text is not of the tag's type.
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
