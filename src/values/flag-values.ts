import type { FlagData } from './flag-data.ts';
import { readJsonPrefix } from './json-prefix.ts';
import { refuse } from './refusal.ts';
import type { SetCursor } from './set-cursor.ts';
import type { ReadFile } from './set-flag-types.ts';
import { typedValue } from './typed-value.ts';
import { skipBlanks } from './white-space.ts';

/** What stands behind the = of an assignment. */
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
