import { skipBlockText } from './block-text.ts';
import { LineCursor, onlyCommentFollows } from './line-cursor.ts';
import type { YamlItem, YamlMap, YamlNode, YamlSequence } from './node.ts';
import { nextLineStart } from './places.ts';
import { scanFlow } from './scan-flow.ts';
import { ScannedEntry, ScannedScalar, scanKey, scanScalar } from './scan-scalar.ts';

/** Nothing real nests this deep; deeper input goes to the full parser, which answers it with an error. */
const DEEPEST = 200;

/**
 * Reads the plain block style that Go templates and Kubernetes tools write, several times faster than a full parser.
 * It gives up (undefined) on everything it does not fully understand: anchors, tags, tabs, folded texts,
 * plain scalars of several lines, odd indentation, broken YAML. What it does return is what the `yaml` library would.
 */
class BlockScanner {
  private readonly cursor: LineCursor;
  private depth = 0;

  constructor(
    private readonly text: string,
    start: number,
  ) {
    this.cursor = new LineCursor(text, start);
  }

  /** @returns null for a document without content, undefined when giving up */
  scanDocument(): YamlNode | null | undefined {
    if (this.cursor.atEnd) return this.cursor.sawTab ? undefined : null;
    const root = this.scanBlockOrLoneValue(-1);
    return this.cursor.atEnd && !this.cursor.sawTab ? root : undefined;
  }

  private scanBlock(parentIndent: number): YamlMap | YamlSequence | undefined {
    this.depth += 1;
    if (this.depth > DEEPEST) return undefined;
    const node = this.cursor.atDash ? this.scanSequence(parentIndent) : this.scanMap(parentIndent);
    this.depth -= 1;
    return node;
  }

  private scanMap(parentIndent: number): YamlMap | undefined {
    const { cursor } = this;
    const { indent, contentStart: start } = cursor;
    const entries: ScannedEntry[] = [];
    let end = start;
    while (cursor.indent === indent && !this.cursor.atDash) {
      const entry = this.scanEntry(indent);
      if (entry === undefined) return undefined;
      entries.push(entry);
      end = entry.value.end;
    }
    const closed = cursor.indent <= parentIndent && entries.length > 0;
    return closed ? { kind: 'map', start, end, flow: false, entries } : undefined;
  }

  private scanEntry(indent: number): ScannedEntry | undefined {
    const { cursor, text } = this;
    const keyStart = cursor.contentStart;
    const found = scanKey(text, keyStart, cursor.contentEnd);
    if (found === undefined) return undefined;
    const value = this.scanEntryValue(found.colon + 1, indent);
    return value && new ScannedEntry(text, found.key, keyStart, found.colon, value);
  }

  private scanEntryValue(behindColon: number, indent: number): YamlNode | undefined {
    const { cursor, text } = this;
    if (!onlyCommentFollows(text, behindColon, cursor.contentEnd)) return this.scanValue(behindColon, indent);
    cursor.advance();
    if (cursor.indent > indent) return this.scanBlockOrLoneValue(indent);
    if (cursor.indent === indent && this.cursor.atDash) return this.scanSequence(indent);
    return new ScannedScalar(text, behindColon, behindColon, 'plain');
  }

  /** Charts print an empty map on a line of its own, below its key or as the whole document: `{}`. */
  private scanBlockOrLoneValue(indent: number): YamlNode | undefined {
    const first = this.text[this.cursor.contentStart];
    return first === '{' || first === '['
      ? this.scanValue(this.cursor.contentStart, indent)
      : this.scanBlock(indent);
  }

  private scanSequence(parentIndent: number): YamlSequence | undefined {
    const { cursor } = this;
    const { indent, contentStart: start } = cursor;
    const items: YamlItem[] = [];
    let end = start;
    while (cursor.indent === indent && this.cursor.atDash) {
      const itemStart = cursor.contentStart;
      const value = this.scanItem(indent);
      if (value === undefined) return undefined;
      items.push({ start: itemStart, value });
      end = value.end;
    }
    // A sequence may be at its key's own column; the next key there ends it.
    return cursor.indent <= parentIndent ? { kind: 'sequence', start, end, flow: false, items } : undefined;
  }

  private scanItem(indent: number): YamlNode | undefined {
    const { cursor, text } = this;
    const dash = cursor.contentStart;
    if (onlyCommentFollows(text, dash + 1, cursor.contentEnd)) return this.scanItemBelow(dash, indent);
    let at = dash + 1;
    while (text.charCodeAt(at) === 32) at += 1;
    cursor.stepInto(at - dash);
    const nested = this.cursor.atDash || scanKey(text, at, cursor.contentEnd) !== undefined;
    return nested ? this.scanBlock(indent) : this.scanValue(at, indent);
  }

  private scanItemBelow(dash: number, indent: number): YamlNode | undefined {
    this.cursor.advance();
    if (this.cursor.indent > indent) return this.scanBlockOrLoneValue(indent);
    return new ScannedScalar(this.text, dash + 1, dash + 1, 'plain');
  }

  private scanBlockText(at: number, indent: number): YamlNode | undefined {
    const end = skipBlockText(this.cursor, at, indent);
    return end === undefined ? undefined : new ScannedScalar(this.text, at, end, 'block', indent);
  }

  private scanValue(from: number, indent: number): YamlNode | undefined {
    const { cursor, text } = this;
    let at = from;
    while (text.charCodeAt(at) === 32) at += 1;
    if (text.charCodeAt(at) === 124) return this.scanBlockText(at, indent);
    const first = text[at];
    const isFlow = first === '{' || first === '[';
    const value = isFlow ? scanFlow(text, at, indent) : scanScalar(text, at, cursor.contentEnd, indent);
    if (value === undefined) return undefined;
    cursor.advanceTo(nextLineStart(text, value.end));
    // A deeper line would continue the scalar.
    return cursor.indent > indent ? undefined : value;
  }
}

/**
 * Reads a document in plain block style.
 * @param text the document
 * @param start offset behind its `---`; the rest of that line must be blank or a comment
 * @returns its root, null for a document without content, undefined if the full parser must judge
 */
export function scanBlockDocument(text: string, start: number): YamlNode | null | undefined {
  if (LONE_CARRIAGE_RETURN.test(text)) return undefined;
  const body = start === 0 ? 0 : lineBehind(text, start);
  return body === undefined ? undefined : new BlockScanner(text, body).scanDocument();
}

const LONE_CARRIAGE_RETURN = /\r(?!\n)/;

/** Offset of the line behind a `---`, undefined if the document begins on the same line. */
function lineBehind(text: string, start: number): number | undefined {
  const breakAt = text.indexOf('\n', start);
  if (breakAt === -1) return onlyCommentFollows(text, start, text.length) ? text.length : undefined;
  const end = text.charCodeAt(breakAt - 1) === 13 ? breakAt - 1 : breakAt;
  return onlyCommentFollows(text, start, end) ? breakAt + 1 : undefined;
}
