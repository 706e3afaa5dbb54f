import { either } from '../../../english.ts';
import { ACTIONS, NANOSECONDS } from './text-parsers.ts';

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

export type Kind = (typeof KINDS)[number];

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

/** The duration that somebody meant by one such as `3 weeks`, or by days where hours are needed; undefined for others. */
export function durationMeant({ kind }: ValueType, text: string): string | undefined {
  if (!['duration', 'days', 'any-duration'].includes(kind)) return undefined;
  const [, count = '', name = ''] = WRITTEN_OUT.exec(text) ?? [];
  const unit = NAMES[name.toLowerCase()] ?? name.toLowerCase();
  if (!['y', 'w', 'd', 'h', 'm', 's'].includes(unit)) return undefined;
  const isLong = kind !== 'days' && ['y', 'w', 'd'].includes(unit);
  const hours = (BigInt(count) * (NANOSECONDS[unit] ?? 0n)) / (NANOSECONDS.h ?? 1n);
  const meant = isLong ? `${hours}h` : `${BigInt(count)}${unit}`;
  return meant === text ? undefined : meant;
}
