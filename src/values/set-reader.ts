import { refuse } from './refusal.ts';

/** A step into a value: a map key, or a place in a list. */
export type Step = string | number;

/** One `path=value` of a flag's text; `list` is set for `{a,b}`. */
export interface Assignment {
  readonly path: readonly Step[];
  readonly value: string;
  readonly list?: readonly string[];
}

/** Helm's limits (pkg/strvals of 3.21.4 and 4.2.4). */
const LARGEST_INDEX = 65_536;
const DEEPEST_NAME = 30;

/** Reads `a.b[0]=x,c={1,2}`: the grammar of --set and --set-string. A backslash takes the next character as it is. */
export class SetReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly flag: string,
  ) {}

  /** @throws Refusal where Helm refuses the text */
  assignments(): Assignment[] {
    const found: Assignment[] = [];
    while (this.at < this.text.length) found.push(this.assignment());
    return found;
  }

  private assignment(): Assignment {
    const path = this.path();
    if (this.text[this.at] === '{') {
      const list = this.list();
      return { path, value: '', list };
    }
    const value = this.until(',');
    this.at += 1;
    return { path, value };
  }

  private path(): Step[] {
    const path: Step[] = [];
    for (;;) {
      const key = this.until('=[,.');
      const stop = this.text[this.at];
      this.at += 1;
      if (key !== '' || path.length === 0) path.push(key);
      if (stop === '=') return path;
      if (stop === undefined || stop === ',')
        this.fail(`key ${JSON.stringify(key)} has no value; write ${key}=value`);
      if (path.length > DEEPEST_NAME) this.fail(`names may be nested ${DEEPEST_NAME} deep at most`);
      if (stop === '[') path.push(this.index());
    }
  }

  private index(): number {
    const digits = this.until(']');
    this.at += 1;
    const index = Number(digits);
    if (!/^\d+$/.test(digits) || index > LARGEST_INDEX)
      this.fail(`${digits} is no list index from 0 to ${LARGEST_INDEX}`);
    return index;
  }

  private list(): string[] {
    const items: string[] = [];
    this.at += 1;
    for (;;) {
      const item = this.until(',}');
      const stop = this.text[this.at];
      this.at += 1;
      if (stop === undefined) this.fail('a list must end with }');
      if (stop === ',' || item !== '' || items.length > 0) items.push(item);
      if (stop === '}') break;
    }
    if (this.at < this.text.length && this.text[this.at] !== ',') this.fail('a comma must stand behind }');
    this.at += 1;
    return items;
  }

  /** The text up to one of the stops or the end, backslashes undone. */
  private until(stops: string): string {
    let read = '';
    for (; this.at < this.text.length && !stops.includes(this.text[this.at] ?? ''); this.at += 1) {
      if (this.text[this.at] === '\\') this.at += 1;
      read += this.text[this.at] ?? '';
    }
    return read;
  }

  private fail(message: string): never {
    return refuse('flag-syntax', message, { flag: this.flag });
  }
}
