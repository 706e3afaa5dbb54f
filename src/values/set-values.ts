import type { Result } from '../result.ts';
import { readJsonPrefix } from './json-prefix.ts';
import { isInt64 } from './scalars.ts';
import type { Origin, ScalarValue, ValueNode } from './tree.ts';
import { refuse } from './values-error.ts';

/** What a flag says before it is known where it ends; a Map, so that no key has a meaning. */
export type FlagData = ScalarValue | readonly FlagData[] | ReadonlyMap<string, FlagData>;

export function fromFlagData(data: FlagData, origin: Origin): ValueNode {
  if (data instanceof Map) {
    const entries = [...data].map(([key, value]) => [key, fromFlagData(value, origin)] as const);
    return { kind: 'map', entries: new Map(entries), origin };
  }
  if (Array.isArray(data))
    return { kind: 'list', items: data.map((item) => fromFlagData(item, origin)), origin };
  return { kind: 'scalar', value: data as ScalarValue, origin };
}

/** Reads the file that --set-file names; the error says why it cannot, as in "no such file". */
export type ReadFile = (path: string) => Result<string, string>;

/**
 * What --set makes of a text: true, false and null in any case, integers of 64 bits without a leading zero as
 * bigints, and everything else a string. There are no floats.
 */
function typedValue(text: string): ScalarValue {
  // The u flag folds as Go's EqualFold does: the long s of some alphabets counts as s.
  if (/^true$/iu.test(text)) return true;
  if (/^false$/iu.test(text)) return false;
  if (/^null$/iu.test(text)) return null;
  if (!/^(?:0|[-+]\d+|[1-9]\d*)$/.test(text)) return text;
  const integer = BigInt(text.replace(/^\+/, ''));
  return isInt64(integer) ? integer : text;
}

/** White space as Go's unicode.IsSpace has it. */
const BLANKS = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/y;

/** The offset of the first character that is not white space. */
export function skipBlanks(text: string, offset: number): number {
  BLANKS.lastIndex = offset;
  BLANKS.exec(text);
  return BLANKS.lastIndex;
}

/** A text read from left to right, character by character as Helm does. */
export class SetCursor {
  position = 0;

  constructor(readonly text: string) {}

  get rest(): string {
    return this.text.slice(this.position);
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character without taking it; empty at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  /**
   * Takes everything up to one of the stop characters, and that character as well.
   * @param stops the characters
   * @param escapes whether a backslash takes the meaning from the character behind it
   */
  takeUntil(
    stops: string,
    { escapes }: { escapes: boolean },
  ): { readonly text: string; readonly stop: string } {
    let text = '';
    while (!this.isAtEnd) {
      const character = this.next;
      this.position++;
      if (stops.includes(character)) return { text, stop: character };
      if (escapes && character === '\\') text += this.takeOne();
      else text += character;
    }
    return { text, stop: '' };
  }

  private takeOne(): string {
    const character = this.next;
    this.position++;
    return character;
  }
}

/** What follows the = of an assignment. */
export interface FlagValue {
  readonly data: FlagData;
  /** Whether nothing at all stood there: Helm forgives such a text what it refuses elsewhere. */
  readonly endsText: boolean;
}

/** Takes a value, and the comma that ends it, from the text. @param shown the flag as an error shows it */
export type ValueReader = (cursor: SetCursor, shown: () => string) => FlagValue;

type Convert = (text: string, shown: () => string) => FlagData;

export const typedReader: ValueReader = commaSeparated(typedValue);
export const stringReader: ValueReader = commaSeparated((text) => text);

/** --set-file: the text is a path, the value the content of the file. */
export function fileReader(readFile: ReadFile): ValueReader {
  return commaSeparated((path, shown) => {
    const content = readFile(path);
    if (content.ok) return content.value;
    return refuse('file-unreadable', `the file ${path} cannot be read: ${content.error}; check the path`, {
      flag: shown(),
    });
  });
}

/** --set-literal: the whole rest, whatever it is. */
export const literalReader: ValueReader = (cursor) => {
  const data = cursor.rest;
  cursor.position = cursor.text.length;
  return { data, endsText: false };
};

/** --set-json: one JSON value; nothing stands for null. */
export const jsonReader: ValueReader = (cursor, shown) => {
  if (skipSeparator(cursor)) return { data: null, endsText: false };
  const { data, end } = readJsonPrefix(cursor.text, cursor.position, shown());
  cursor.position = end;
  skipSeparator(cursor);
  return { data, endsText: false };
};

/** Takes white space and one comma. @returns whether there is a comma or the end */
function skipSeparator(cursor: SetCursor): boolean {
  cursor.position = skipBlanks(cursor.text, cursor.position);
  const isOver = cursor.isAtEnd || cursor.next === ',';
  if (cursor.next === ',') cursor.position++;
  return isOver;
}

function commaSeparated(convert: Convert): ValueReader {
  return (cursor, shown) => {
    if (cursor.isAtEnd) return { data: '', endsText: true };
    if (cursor.next === '{') return { data: readList(cursor, shown, convert), endsText: false };
    const { text } = cursor.takeUntil(',', { escapes: true });
    return { data: convert(text, shown), endsText: false };
  };
}

/** `{a,b}`; an empty `{}` is a list of one empty text, as in Helm. */
function readList(cursor: SetCursor, shown: () => string, convert: Convert): FlagData[] {
  const items: FlagData[] = [];
  cursor.position++;
  for (;;) {
    const { text, stop } = cursor.takeUntil(',}', { escapes: true });
    if (stop === '')
      refuse('flag-syntax', 'a list must end with }; add it, or escape the { with a backslash', {
        flag: shown(),
      });
    items.push(convert(text, shown));
    if (stop === '}') break;
  }
  if (cursor.next === ',') cursor.position++;
  return items;
}
