import type { FlagData } from './set-values.ts';
import { MAX_DEPTH, refuse } from './values-error.ts';

const BLANKS = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const STRING = /"[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\0-\x1f]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /true|false|null/y;

interface JsonPrefix {
  readonly data: FlagData;
  readonly end: number;
}

/**
 * Reads the one JSON value that a text begins with and leaves the rest, as Go's json.Decoder does.
 * Numbers are doubles, and the last of several equal keys wins.
 * @param flag the flag as an error shows it
 * @throws Refusal
 */
export function readJsonPrefix(text: string, offset: number, flag: string): JsonPrefix {
  const reader = new JsonReader(text, offset, flag);
  const data = reader.value(0);
  return { data, end: reader.position };
}

class JsonReader {
  constructor(
    private readonly text: string,
    public position: number,
    private readonly flag: string,
  ) {}

  value(depth: number): FlagData {
    this.take(BLANKS);
    if (depth > MAX_DEPTH) this.fail('is nested too deeply');
    const first = this.text.charAt(this.position);
    if (first === '{') return this.map(depth);
    if (first === '[') return this.list(depth);
    if (first === '"') return this.string();
    const word = this.take(WORD);
    if (word !== '') return word === 'null' ? null : word === 'true';
    return this.number();
  }

  private map(depth: number): FlagData {
    const entries = new Map<string, FlagData>();
    this.members('}', () => {
      const key = this.string();
      this.take(BLANKS);
      this.expect(':');
      entries.set(key, this.value(depth + 1));
    });
    return entries;
  }

  private list(depth: number): FlagData {
    const items: FlagData[] = [];
    this.members(']', () => items.push(this.value(depth + 1)));
    return items;
  }

  private members(close: string, member: () => void): void {
    this.position++;
    this.take(BLANKS);
    if (this.accept(close)) return;
    do {
      this.take(BLANKS);
      member();
      this.take(BLANKS);
    } while (this.accept(','));
    this.expect(close);
  }

  private string(): string {
    const source = this.take(STRING);
    if (source === '') this.fail('needs a string in double quotes here');
    // Go puts the replacement character for half a surrogate pair.
    return String(JSON.parse(source)).replace(/\p{Surrogate}/gu, '\ufffd');
  }

  private number(): number {
    const source = this.take(NUMBER);
    const value = Number(source);
    if (source === '' || this.breaksOff(source) || !Number.isFinite(value)) this.fail('is broken');
    return value;
  }

  /** Whether a number goes on after its longest valid part: `1.` or `1e`. */
  private breaksOff(number: string): boolean {
    const next = this.text.charAt(this.position);
    if (/e/i.test(number)) return false;
    return /e/i.test(next) || (next === '.' && !number.includes('.'));
  }

  private accept(character: string): boolean {
    if (this.text.charAt(this.position) !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) this.fail(`lacks a ${character}`);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }

  private fail(what: string): never {
    const message = `the JSON ${what} at character ${this.position + 1} of the flag; check the quotes that the shell removes`;
    return refuse('flag-json', message, { flag: this.flag });
  }
}
