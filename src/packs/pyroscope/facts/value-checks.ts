import { readValuesText } from '../../../values/read-values.ts';
import { lookup, type ValueNode } from '../../../values/tree.ts';
import {
  ACTIONS,
  BYTES,
  GO_BOOL,
  goInt,
  isAction,
  isGoDuration,
  isGoFloat,
  isPrometheusDuration,
  mayBeRegex,
  maySelect,
  within,
} from './text-parsers.ts';
import type { Kind, ValueType } from './value-types.ts';

/** YAML that may be a list, or is nothing: any other text begins otherwise. */
const YAML_LIST = /^\s*(?:[[#&!%-]|(?:~|null|Null|NULL)?\s*$)/;

/** The items of a YAML list in a text; none where it cannot be read here, which is left to the server. */
function itemsIn(text: string): readonly ValueNode[] {
  const read = readValuesText(`list:\n${text.replace(/^/gm, ' ')}`, '');
  const list = read.ok ? lookup(read.value, ['list']) : undefined;
  return list?.kind === 'list' ? list.items : [];
}

const isListOfMaps = (text: string): boolean => itemsIn(text).every(({ kind }) => kind === 'map');

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

/**
 * Whether 64 bits hold a number of 0 or more. What is too large for an unsigned integer, or has a point or an exponent, is a
 * float, which the servers compare with the largest integer as a float. They compare no other number with the smallest.
 */
const isHeld = (text: string, largest: bigint): boolean =>
  /^\d+$/.test(text) && BigInt(text) < 2n ** 64n ? BigInt(text) <= largest : Number(text) <= Number(largest);

function numberTakes(kind: ValueType['kind'], text: string, isServer1: boolean): boolean {
  const value = Number(text);
  switch (kind) {
    case 'int':
      return isHeld(text, 2n ** 63n - 1n);
    case 'int32':
      return value >= -(2 ** 31) && value < 2 ** 31;
    case 'uint':
      return value >= 0 && isHeld(text, 2n ** 64n - 1n);
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
