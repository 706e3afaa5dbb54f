import { onlyCommentFollows } from './line-cursor.ts';
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlSequence } from './node.ts';
import { lineEnd } from './places.ts';
import { closingQuote, isPlainStart, keyAt, ScannedEntry, ScannedScalar } from './scan-scalar.ts';

const code = (character: string): number => character.charCodeAt(0);
const SPACE = code(' ');
const LINE_FEED = code('\n');
const CARRIAGE_RETURN = code('\r');
const COMMA = code(',');
const COLON = code(':');
const HASH = code('#');
const TAB = code('\t');
const DOUBLE_QUOTE = code('"');
const SINGLE_QUOTE = code("'");
const OPEN_MAP = code('{');
const OPEN_SEQUENCE = code('[');
const CLOSE_MAP = code('}');
const CLOSE_SEQUENCE = code(']');
/** A colon in front is not read alike everywhere, and dots may end the document. */
const NOT_IN_FLOW = /^(?::|\.\.\.)/;
const BRACKETS = new Set(Array.from('[]{}', code));

const isQuote = (character: number): boolean => character === DOUBLE_QUOTE || character === SINGLE_QUOTE;

/** Nothing real nests this deep. */
const DEEPEST = 200;

/**
 * Reads `{…}` and `[…]` as charts write them, over one or several lines: quoted and plain texts of one line, keys with
 * values. It gives up (undefined) on comments, tabs, anchors, tags, keys without values, lines that do not stand right
 * of the parent, and whatever else the full parser must judge.
 */
class FlowScanner {
  private at: number;
  private depth = 0;

  constructor(
    private readonly text: string,
    start: number,
    private readonly parentIndent: number,
  ) {
    this.at = start;
  }

  collection(): YamlMap | YamlSequence | undefined {
    this.depth += 1;
    if (this.depth > DEEPEST) return undefined;
    const node = this.text.charCodeAt(this.at) === OPEN_MAP ? this.map() : this.sequence();
    this.depth -= 1;
    return node;
  }

  private map(): YamlMap | undefined {
    const start = this.at;
    const entries: YamlEntry[] = [];
    const end = this.members(CLOSE_MAP, () => {
      const entry = this.entry();
      if (entry) entries.push(entry);
      return entry;
    });
    return end === undefined ? undefined : { kind: 'map', start, end, flow: true, entries };
  }

  private sequence(): YamlSequence | undefined {
    const start = this.at;
    const items: YamlItem[] = [];
    const end = this.members(CLOSE_SEQUENCE, () => {
      const value = this.value();
      if (value) items.push({ start: value.start, value });
      return value;
    });
    return end === undefined ? undefined : { kind: 'sequence', start, end, flow: true, items };
  }

  /** @returns the offset behind the closing bracket */
  private members(close: number, member: () => unknown): number | undefined {
    this.at += 1;
    for (;;) {
      if (!this.skipBlanks()) return undefined;
      if (this.take(close)) return this.at;
      if (member() === undefined || !this.skipBlanks()) return undefined;
      if (this.take(COMMA)) continue;
      return this.take(close) ? this.at : undefined;
    }
  }

  private entry(): YamlEntry | undefined {
    const { text, at: keyStart } = this;
    const found = keyAt(text, keyStart, lineEnd(text, keyStart));
    if (found === undefined) return undefined;
    this.at = found.colon + 1;
    // Behind a quoted key the value may follow at once, as in JSON.
    const isQuoted = isQuote(text.charCodeAt(keyStart));
    if ((!isQuoted && !this.isBlank(this.at)) || !this.skipBlanks()) return undefined;
    const value = this.value();
    return value && new ScannedEntry(text, found.key, keyStart, found.colon, value);
  }

  private value(): YamlNode | undefined {
    const { text, at: start } = this;
    const first = text.charCodeAt(start);
    if (first === OPEN_MAP || first === OPEN_SEQUENCE) return this.collection();
    const isQuoted = isQuote(first);
    const end = isQuoted ? this.quoteEnd() : this.plainEnd();
    if (end === undefined) return undefined;
    this.at = end;
    return new ScannedScalar(text, start, end, isQuoted ? 'quoted' : 'plain');
  }

  private quoteEnd(): number | undefined {
    const close = closingQuote(this.text, this.at, this.text.length, this.parentIndent);
    return close === -1 ? undefined : close + 1;
  }

  /** A plain text ends at a comma, a bracket or the line's end; a colon that could end it as well is not judged here. */
  private plainEnd(): number | undefined {
    const { text, at: start } = this;
    const end = lineEnd(text, start);
    if (!isPlainStart(text, start, end) || NOT_IN_FLOW.test(text.slice(start, start + 3))) return undefined;
    let last = start - 1;
    for (let here = start; here < end; here += 1) {
      const character = text.charCodeAt(here);
      if (character === SPACE) continue;
      if (character === COMMA || BRACKETS.has(character)) break;
      if (character === TAB || (character === HASH && text.charCodeAt(here - 1) === SPACE)) return undefined;
      if (character === COLON && this.mayEndPlain(here + 1)) return undefined;
      last = here;
    }
    const isDash = text.charCodeAt(start) === code('-') && last === start;
    return last < start || isDash ? undefined : last + 1;
  }

  private mayEndPlain(at: number): boolean {
    const character = this.text.charCodeAt(at);
    return this.isBlank(at) || character === COMMA || BRACKETS.has(character);
  }

  private isBlank(at: number): boolean {
    const character = this.text.charCodeAt(at);
    return (
      character === SPACE ||
      character === LINE_FEED ||
      character === CARRIAGE_RETURN ||
      at >= this.text.length
    );
  }

  private take(character: number): boolean {
    if (this.text.charCodeAt(this.at) !== character) return false;
    this.at += 1;
    return true;
  }

  /** @returns false if the next line is not indented further than the parent */
  private skipBlanks(): boolean {
    const { text } = this;
    let lineStart = -1;
    while (this.at < text.length && this.isBlank(this.at)) {
      if (text.charCodeAt(this.at) === LINE_FEED) lineStart = this.at + 1;
      this.at += 1;
    }
    return lineStart === -1 || this.at - lineStart > this.parentIndent;
  }

  /** Whether the rest of the line that the collection ends on says nothing. */
  endsLine(): boolean {
    return onlyCommentFollows(this.text, this.at, lineEnd(this.text, this.at));
  }
}

/**
 * Reads the flow collection that opens at `start`; the rest of the line that it closes on must be blank or a comment.
 * @param parentIndent column that its further lines must lie right of
 * @returns undefined if the full parser must judge
 */
export function scanFlow(
  text: string,
  start: number,
  parentIndent: number,
): YamlMap | YamlSequence | undefined {
  const scanner = new FlowScanner(text, start, parentIndent);
  const node = scanner.collection();
  return node && scanner.endsLine() ? node : undefined;
}
