import { either } from '../../../english.ts';
import { readValuesText } from '../../../values/read-values.ts';
import { lookup, type ValueNode } from '../../../values/tree.ts';

/**
 * What a server's parser takes for one flag or one key of its configuration. duration: hours and below, as Go reads it.
 * days: Prometheus' durations, whole numbers from years down. any-duration: one of these two, which one is not known.
 * words: one text or a list of texts. maps: a list with maps of the user's, as YAML behind a flag; whole-maps: none of them null,
 * on which the servers panic. relabelings: a list of relabeling rules. usage-groups: a map of matchers by name.
 */
const KINDS = [
  'bool',
  'int',
  'int32',
  'uint',
  'float',
  'text',
  'duration',
  'days',
  'any-duration',
  'durations',
  'bytes',
  'list',
  'words',
  'map',
  'maps',
  'whole-map',
  'whole-maps',
  'relabelings',
  'action',
  'regex',
  'usage-groups',
  'matchers',
  'any',
] as const;

type Kind = (typeof KINDS)[number];

export interface ValueType {
  readonly kind: Kind | 'values';
  /** The only ones that are taken, where `kind` is `values`. */
  readonly values: readonly string[];
}

/** Types as `-help-all` and the configuration reference call them, where the name tells what the parser takes. */
const BY_TYPE: Readonly<Record<string, Kind>> = {
  bool: 'bool',
  boolean: 'bool',
  int: 'int',
  uint: 'uint',
  float: 'float',
  string: 'text',
  duration: 'duration',
  'list of strings': 'list',
};

const isKind = (word: string): word is Kind => (KINDS as readonly string[]).includes(word);

/** `a, b, ""` as the tables write values; none for an empty cell. */
export const listed = (cell: string): readonly string[] =>
  cell === '' ? [] : cell.split(', ').map((word) => (word === '""' ? '' : word));

/**
 * The type of a row of the tables.
 * @param type as the listing of the server calls it
 * @param takes a kind, a list of values, or `values` for those listed in another cell; empty where the type tells
 * @param values the other cell
 */
export function valueType(type: string, takes: string, values: string): ValueType {
  if (takes === 'values') return { kind: 'values', values: listed(values) };
  if (takes.includes(', ')) return { kind: 'values', values: listed(takes) };
  return { kind: isKind(takes) ? takes : (BY_TYPE[type] ?? 'any'), values: [] };
}

const INTEGER = /^([+-]?)(?:0x((?:_?[\da-f])+)|0b((?:_?[01])+)|0o?((?:_?[0-7])+)|(0|[1-9](?:_?\d)*))$/i;

/** An integer as Go's strconv.ParseInt reads it with base 0. */
function goInt(text: string): bigint | undefined {
  const [, sign, hex, binary, octal, decimal = '0'] = INTEGER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal;
  const size = BigInt(digits.replaceAll('_', ''));
  return sign === '-' ? -size : size;
}

const within = (value: bigint, bits: bigint): boolean =>
  value >= -(2n ** (bits - 1n)) && value < 2n ** (bits - 1n);

const FLOAT =
  /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)p[+-]?\d+|inf|infinity|nan)$/i;

/** strconv.ParseFloat; underscores may stand between digits. */
const isGoFloat = (text: string): boolean => FLOAT.test(text.replace(/(?<=\d)_(?=\d)/g, ''));

const GO_BOOL: ReadonlySet<string> = new Set(
  ['1', 't', 'T', 'TRUE', 'true', 'True'].concat(['0', 'f', 'F', 'FALSE', 'false', 'False']),
);

/** Seconds of the units of both kinds of duration. */
const UNITS: Readonly<Record<string, number>> = {
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

const isGoDuration = (text: string): boolean => GO_DURATION.test(text) && isShortEnough(text);
const isPrometheusDuration = (text: string): boolean => PROMETHEUS_DURATION.test(text) && isShortEnough(text);

/** YAML that may be a list, or is nothing: any other text begins otherwise. */
const YAML_LIST = /^\s*(?:[[#&!%-]|(?:~|null|Null|NULL)?\s*$)/;

/** The items of a YAML list in a text; none where it cannot be read here, which is left to the server. */
function itemsIn(text: string): readonly ValueNode[] {
  const read = readValuesText(`list:\n${text.replace(/^/gm, ' ')}`, '');
  const list = read.ok ? lookup(read.value, ['list']) : undefined;
  return list?.kind === 'list' ? list.items : [];
}

const isListOfMaps = (text: string): boolean => itemsIn(text).every(({ kind }) => kind === 'map');

/** What a relabeling rule does, in any case (servers 1.21.0 and 2.2.1). */
const ACTIONS: readonly string[] = [
  ...['replace', 'keep', 'drop', 'keepequal', 'dropequal', 'hashmod'],
  ...['labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'],
];

const isAction = (text: string): boolean => ACTIONS.includes(text.toLowerCase());

/** What RE2 does not have: looking ahead and behind. */
const LOOKAROUND = /^\(\?<?[=!]/;

/**
 * Whether a text may be a regular expression as Go reads it. False only for what surely is none: brackets that do not match
 * in the eyes of both readers, and lookaround. A text with a quotation (\Q…\E) is left to the server.
 */
function mayBeRegex(text: string): boolean {
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

/** What the servers take at the keys of a relabeling rule (servers 1.21.0 and 2.2.1). */
const RELABELING_TYPES: Readonly<Record<string, Kind>> = {
  source_labels: 'list',
  separator: 'text',
  regex: 'regex',
  modulus: 'uint',
  target_label: 'text',
  replacement: 'text',
  action: 'action',
};

export const RELABELING_KEYS: readonly string[] = Object.keys(RELABELING_TYPES);

const relabelingType = (key: string): ValueType | undefined => {
  const kind = Object.hasOwn(RELABELING_TYPES, key) ? RELABELING_TYPES[key] : undefined;
  return kind && { kind, values: kind === 'action' ? ACTIONS : [] };
};

/** What stands at a node of YAML, for a check of its type. */
export function configValueOf(node: ValueNode): ConfigValue {
  if (node.kind !== 'scalar') return { type: node.kind, text: '' };
  const { value } = node;
  if (value === null) return { type: 'null', text: '' };
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  return {
    type: isNumber ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text',
    text: String(value),
  };
}

/** Whether the servers take every rule of a YAML list behind a flag, where they pass over keys that they do not know. */
const areRelabelings = (text: string): boolean =>
  itemsIn(text).every((item) =>
    RELABELING_KEYS.every((key) => {
      const [node, type] = [lookup(item, [key]), relabelingType(key)];
      return node === undefined || type === undefined || configTakes(type, configValueOf(node), false);
    }),
  );

const QUOTED = '(?:"(?:[^"\\\\\\n]|\\\\.)*"|\'(?:[^\'\\\\\\n]|\\\\.)*\'|`[^`]*`)';
const MATCHER = `(?:(?:[\\w:]+|${QUOTED})\\s*(?:=~|!~|!=|=)\\s*${QUOTED}|${QUOTED})`;
const IN_BRACES = `\\{\\s*(?:${MATCHER}\\s*(?:,\\s*${MATCHER}\\s*)*(?:,\\s*)?)?\\}`;
const SELECTOR = new RegExp(`^\\s*(?:[A-Za-z_:][\\w:]*\\s*(?:${IN_BRACES})?|${IN_BRACES})\\s*$`);

/**
 * Whether a text may be a selector of Prometheus such as `{service_name="a"}`. This takes some that a server does not, such
 * as a regular expression with an open parenthesis. Texts with comments or other scripts are left to the server.
 */
const maySelect = (text: string): boolean => SELECTOR.test(text) || /#|[^\t\n\r -~]/.test(text);

const BYTES = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i?)?B)+)$/;

/**
 * Whether the parser of a flag takes a text, as servers 1.21.0 and 2.2.1 do.
 * @param text what stands behind `-flag=`, in the form in which the chart prints it
 */
export function flagTakes({ kind, values }: ValueType, text: string): boolean {
  switch (kind) {
    case 'bool':
      return GO_BOOL.has(text);
    case 'int':
    case 'int32': {
      const value = goInt(text);
      return value !== undefined && within(value, 64n);
    }
    case 'uint':
      return /^[^+-]/.test(text) && (goInt(text) ?? 2n ** 64n) < 2n ** 64n;
    case 'float':
      return isGoFloat(text);
    case 'duration':
      return isGoDuration(text);
    case 'days':
      return isPrometheusDuration(text);
    case 'any-duration':
      return isGoDuration(text) || isPrometheusDuration(text);
    case 'durations':
      return text.split(',').every(isGoDuration);
    case 'bytes':
      return BYTES.test(text);
    case 'maps':
      return YAML_LIST.test(text);
    case 'whole-maps':
      return YAML_LIST.test(text) && isListOfMaps(text);
    case 'relabelings':
      return YAML_LIST.test(text) && isListOfMaps(text) && areRelabelings(text);
    case 'action':
      return isAction(text);
    case 'regex':
      return mayBeRegex(text);
    case 'matchers':
      return maySelect(text);
    case 'values':
      return values.includes(text);
    default:
      return true;
  }
}

/** What stands at a key of the configuration. */
export interface ConfigValue {
  readonly type: 'text' | 'number' | 'boolean' | 'null' | 'map' | 'list';
  /** Of a scalar, as YAML holds it without quotes; empty for maps and lists. */
  readonly text: string;
}

/** Words of YAML 1.1 that the servers' reader takes for a boolean, quoted or not; `"true"` in quotes is a text. */
const BOOLEAN_WORD = /^(?:[yn]|yes|no|on|off|Yes|No|On|Off|YES|NO|ON|OFF|Y|N)$/;

function numberTakes(kind: ValueType['kind'], text: string, isServer1: boolean): boolean {
  const value = Number(text);
  switch (kind) {
    case 'int':
      return Math.abs(value) < 2 ** 63;
    case 'int32':
      return value >= -(2 ** 31) && value < 2 ** 31;
    case 'uint':
      return value >= 0 && value < 2 ** 64;
    case 'float':
      return true;
    case 'duration':
    case 'any-duration':
      return value === 0 && (isServer1 || kind === 'any-duration');
    case 'days':
    case 'bytes':
      return value === 0;
    case 'matchers':
      return !/^[\d.+-]/.test(text);
    default:
      return false;
  }
}

function textTakes(type: ValueType, text: string): boolean {
  switch (type.kind) {
    case 'bool':
      return BOOLEAN_WORD.test(text);
    case 'duration':
    case 'days':
    case 'any-duration':
    case 'bytes':
    case 'values':
    case 'action':
    case 'regex':
    case 'matchers':
      return flagTakes(type, text);
    default:
      return false;
  }
}

/**
 * Whether a server takes a value for a key of its configuration or of a tenant's overrides (servers 1.21.0 and 2.2.1, whose
 * reader converts no text into a number, and cuts the fraction of a number that should be whole).
 * @param isServer1 whether it is a server 1.x, which takes the number 0 for a duration
 */
export function configTakes(type: ValueType, value: ConfigValue, isServer1: boolean): boolean {
  const { kind } = type;
  if (kind === 'any') return true;
  if (value.type === 'null') return kind !== 'whole-map' && kind !== 'matchers';
  if (value.type === 'map') return kind === 'map' || kind === 'whole-map' || kind === 'usage-groups';
  if (value.type === 'list') return kind in ITEM_KINDS;
  if (kind === 'text' || kind === 'words' || (kind === 'regex' && value.type !== 'text')) return true;
  if (value.type === 'text' || kind === 'values') return textTakes(type, value.text);
  if (value.type === 'boolean') return kind === 'bool' || kind === 'matchers';
  return numberTakes(kind, value.text, isServer1);
}

const ITEM_KINDS: Readonly<Partial<Record<ValueType['kind'], Kind>>> = {
  list: 'text',
  words: 'text',
  durations: 'duration',
  maps: 'map',
  'whole-maps': 'whole-map',
  relabelings: 'map',
};

/** The type of what stands in a list; undefined where it is no list. */
export function itemType({ kind }: ValueType): ValueType | undefined {
  const item = ITEM_KINDS[kind];
  return item && { kind: item, values: [] };
}

/** What stands at one of the user's keys in a map. */
export const typeBelow = ({ kind }: ValueType, key: string): ValueType | undefined => {
  if (kind === 'usage-groups') return { kind: 'matchers', values: [] };
  return kind === 'relabelings' ? relabelingType(key) : undefined;
};

const EXPECTED: Readonly<Record<Kind, string>> = {
  bool: 'true or false',
  int: 'a whole number',
  int32: 'a whole number',
  uint: 'a whole number of 0 or more',
  float: 'a number',
  text: 'a string',
  duration: 'a duration in hours, minutes and seconds, such as 1h30m',
  days: 'a duration such as 31d or 12h',
  'any-duration': 'a duration such as 12h',
  durations: 'a list of durations such as 1h',
  bytes: 'a size with its unit, such as 64KiB',
  list: 'a list of strings',
  words: 'a list of strings',
  map: 'a map',
  maps: 'a list of maps',
  'whole-map': 'a map',
  'whole-maps': 'a list of maps',
  relabelings: 'a list of relabeling rules with actions, labels and regular expressions that it can read',
  action: either(ACTIONS),
  regex: 'a regular expression of Go, with its brackets closed and without lookahead or lookbehind',
  'usage-groups': 'a map',
  matchers: 'label matchers in braces such as {service_name="a"}',
  any: 'another value',
};

/** A phrase for what is taken: `true or false`. */
export const expected = ({ kind, values }: ValueType): string =>
  kind === 'values' ? either(values.filter((value) => value !== '')) : EXPECTED[kind];

const WRITTEN_OUT = /^\s*(\d+)\s*([a-z]+?)s?\s*$/i;
const NAMES: Readonly<Record<string, string>> = {
  year: 'y',
  week: 'w',
  day: 'd',
  hour: 'h',
  hr: 'h',
  minute: 'm',
  min: 'm',
  second: 's',
  sec: 's',
};

/** A duration of Go in seconds; undefined for a text that is none. */
export function secondsOf(text: string): number | undefined {
  if (!isGoDuration(text)) return undefined;
  const sum = [...text.matchAll(PART)].reduce(
    (all, [, count, unit = '']) => all + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
  return text.startsWith('-') ? -sum : sum;
}

/** The duration that somebody meant by one such as `3 weeks`, or by days where hours are needed; undefined for others. */
export function durationMeant({ kind }: ValueType, text: string): string | undefined {
  if (!['duration', 'days', 'any-duration'].includes(kind)) return undefined;
  const [, count = '', name = ''] = WRITTEN_OUT.exec(text) ?? [];
  const unit = NAMES[name.toLowerCase()] ?? name.toLowerCase();
  if (!['y', 'w', 'd', 'h', 'm', 's'].includes(unit)) return undefined;
  const isLong = kind !== 'days' && ['y', 'w', 'd'].includes(unit);
  const meant = isLong ? `${(Number(count) * (UNITS[unit] ?? 0)) / 3600}h` : `${Number(count)}${unit}`;
  return meant === text ? undefined : meant;
}
