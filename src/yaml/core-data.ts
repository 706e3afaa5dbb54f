import { err, ok, type Result } from '../result.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './node.ts';

/** A place in a text and what is wrong there. */
export interface DataProblem {
  readonly reason: string;
  readonly offset: number;
}

const WORDS = new Map<string, unknown>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const NUMBER = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const BLANK_LINES = /(?: *\r?\n)*/y;
const TAG = 'tag:yaml.org,2002:';

/** Aliases may make a document so much larger, in nodes, and no more. */
const MOST_NODES = 100_000;

const NO_TEXT_KEY = 'only a string can be a key';

class Problem extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** What a tree says by the core schema of YAML 1.2: `yes` and `012` are not a boolean or an octal number there. */
class Reader {
  private nodes = 0;

  constructor(private readonly text: string) {}

  read(node: YamlNode): unknown {
    this.nodes += 1;
    if (this.nodes > MOST_NODES)
      throw new Problem('aliases make this document too large; write the values out', node.start);
    switch (node.kind) {
      case 'alias':
        return this.target(node.target(), node.start);
      case 'scalar':
        return this.scalar(node);
      case 'sequence':
        return node.items.map(({ value }) => this.read(value));
      case 'map':
        return this.map(node.entries);
    }
  }

  private target(node: YamlNode | undefined, at: number): unknown {
    if (node === undefined) throw new Problem('an alias without an anchor above it', at);
    return this.read(node);
  }

  private scalar(node: YamlScalar): unknown {
    const { style, tag = style === 'plain' ? '' : `${TAG}str`, value } = node;
    if (style === 'block') return value + this.lineBreaksBehind(node);
    return tag === '' || /:(?:null|bool|int|float)$/.test(tag) ? wordData(value) : value;
  }

  /** What the header of a block text says of its last line breaks: `-` none, `+` all, else one. */
  private lineBreaksBehind({ start, end, value }: YamlScalar): string {
    const header = /^[|>][-+\d]*/.exec(this.text.slice(start, start + 3))?.[0] ?? '';
    if (header.includes('-')) return '';
    // The line end of the header is none of the text.
    const atLeast = value === '' ? 0 : 1;
    BLANK_LINES.lastIndex = end;
    const below = (BLANK_LINES.exec(this.text)?.[0] ?? '').split('\n').length - 2 + atLeast;
    return '\n'.repeat(header.includes('+') ? Math.max(below, atLeast) : atLeast);
  }

  private map(entries: readonly YamlEntry[]): unknown {
    const data: Record<string, unknown> = {};
    for (const { keyStart, keyNode, value } of entries) {
      if (keyNode.kind !== 'scalar') throw new Problem(NO_TEXT_KEY, keyStart);
      // As the library names them: `0x1F` is the key 31, and `~` the empty text.
      const key = String(this.scalar(keyNode) ?? '');
      if (Object.hasOwn(data, key)) throw new Problem('Map keys must be unique', keyStart);
      // Not an assignment, which would give __proto__ a meaning.
      const property = { value: this.read(value), enumerable: true, writable: true, configurable: true };
      Object.defineProperty(data, key, property);
    }
    return data;
  }
}

function wordData(word: string): unknown {
  if (WORDS.has(word)) return WORDS.get(word);
  if (NUMBER.test(word)) return Number(word);
  if (!NOT_FINITE.test(word)) return word;
  if (/nan/i.test(word)) return Number.NaN;
  return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * Plain data of a tree, as JSON has it.
 * @param root null for a document without content, which is null as data
 * @param text that the tree was read from
 * @returns the first key that appears twice in a map, or that aliases make it too large
 */
export function coreData(root: YamlNode | null, text: string): Result<unknown, DataProblem> {
  try {
    return ok(root === null ? null : new Reader(text).read(root));
  } catch (error) {
    if (error instanceof Problem) return err({ reason: error.message, offset: error.offset });
    if (error instanceof RangeError) return err({ reason: 'an anchor contains itself', offset: 0 });
    throw error;
  }
}

/** The node at a path of keys and indexes; of keys that appear twice the last. */
export function nodeAtPath(root: YamlNode | null, path: readonly (string | number)[]): YamlNode | undefined {
  let here: YamlNode | undefined = root ?? undefined;
  for (const step of path) {
    const node: YamlNode | undefined = here?.kind === 'alias' ? here.target() : here;
    if (node?.kind === 'map') here = node.entries.findLast(({ key }) => key === String(step))?.value;
    else here = node?.kind === 'sequence' ? node.items[Number(step)]?.value : undefined;
  }
  return here;
}
