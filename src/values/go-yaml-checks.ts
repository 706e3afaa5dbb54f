import { type BlockText, readBlockText } from '../yaml/block-text.ts';
import type { YamlAlias, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSequence } from '../yaml/node.ts';
import { lineEnd, lineStart } from '../yaml/places.ts';
import type { TextPlace } from './tree.ts';
import { refuse } from './values-error.ts';

/** A document's tree and the text that its places belong to. */
export interface YamlText {
  readonly root: YamlNode | null;
  readonly source: string;
  /** Offset behind the document's content. */
  readonly contentEnd: number;
}

/** The text of each block scalar, by go-yaml's rules. */
export type BlockTexts = ReadonlyMap<YamlNode, BlockText>;

type Collection = YamlMap | YamlSequence;

/** @throws Refusal for what YAML allows and go-yaml refuses or reads as something else */
export function checkAsGoYaml(yaml: YamlText, place: TextPlace): BlockTexts {
  const checker = new Checker(yaml.source, place);
  if (yaml.root) checker.check(yaml.root, undefined);
  const tab = foreignTab(yaml, checker.textRegions);
  if (tab !== undefined) refuse('syntax', syntaxMessage('TAB_AS_INDENT'), place(tab));
  return checker.blockTexts;
}

/** From `start` to `end` a tab may be in a line's indentation, at this column or further right. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly leastColumn: number;
}

class Checker {
  readonly blockTexts = new Map<YamlNode, BlockText>();
  readonly textRegions: Region[] = [];
  private flowDepth = 0;
  /** Without a tab nobody asks for the regions. */
  private readonly hasTab: boolean;

  constructor(
    private readonly source: string,
    private readonly place: TextPlace,
  ) {
    this.hasTab = source.includes('\t');
  }

  check(node: YamlNode, parent: Collection | undefined): void {
    if (node.kind === 'alias') return;
    this.anchor(node);
    if (node.kind === 'scalar') this.scalar(node, parent);
    else this.collection(node);
  }

  private anchor({ anchor, start }: Exclude<YamlNode, YamlAlias>): void {
    if (anchor === undefined || /^[\w-]+$/.test(anchor)) return;
    this.refuse('an anchor name may contain only letters, digits, - and _; rename it', start);
  }

  private collection(node: Collection): void {
    if (node.flow) this.flow(node);
    const isOutermostFlow = node.flow && this.flowDepth === 0;
    if (isOutermostFlow) this.textRegions.push({ start: node.start, end: node.end, leastColumn: 0 });
    if (node.flow) this.flowDepth++;
    if (node.kind === 'map') for (const entry of node.entries) this.entry(entry, node);
    else for (const { value } of node.items) this.check(value, node);
    if (node.flow) this.flowDepth--;
  }

  private entry({ keyNode, value }: YamlEntry, map: YamlMap): void {
    if (isMissing(keyNode))
      refuse(
        'map-key',
        'a key is missing before the colon; write it, or quote the whole text',
        this.place(keyNode.start),
      );
    this.check(keyNode, map);
    this.check(value, map);
  }

  private flow(node: Collection): void {
    const scalar = differingFlowScalar(node, this.source);
    if (!scalar) return;
    const message = 'Helm reads this differently inside { } or [ ]; quote it, and put a space after a colon';
    this.refuse(message, scalar.start);
  }

  private scalar(node: YamlScalar, parent: Collection | undefined): void {
    if (node.style === 'quoted') this.quotes(node);
    const end = node.style === 'block' ? this.block(node, this.columnOf(parent) ?? 0) : node.end;
    if (!this.hasTab || this.flowDepth > 0) return;
    if (node.style !== 'plain') this.textRegions.push({ start: node.start, end, leastColumn: 0 });
    else if (node.start < node.end) {
      const leastColumn = (this.columnOf(parent) ?? -1) + 1;
      this.textRegions.push({ start: node.start, end: endOfBlank(this.source, end), leastColumn });
    }
  }

  private columnOf(parent: Collection | undefined): number | undefined {
    return parent && structureColumn(this.source, parent.start);
  }

  private quotes({ start, end }: YamlScalar): void {
    const scalar = this.source.slice(start, end);
    if (isUnclosed(scalar)) this.refuse('the closing quote is missing; add it', start);
    const offset = scalar.startsWith('"') ? foreignEscape(scalar) : undefined;
    if (offset !== undefined)
      this.refuse(
        'Helm does not support this escape, or reads it differently; write the character itself, or a line end as \\n',
        start + offset,
      );
  }

  /** @returns the offset behind the text */
  private block(node: YamlScalar, parentColumn: number): number {
    const read = readBlockText(this.source, node.start, parentColumn);
    if (read.kind === 'problem') return this.refuse(read.message, read.offset);
    if (this.endsEarly(read, node.end))
      this.refuse(
        'this line is indented less than the first line of its block text; indent both equally',
        read.end,
      );
    this.blockTexts.set(node, read);
    return read.end;
  }

  /** Whether go-yaml would read the rest of what the parser takes for this block text as something else. */
  private endsEarly(read: BlockText, end: number): boolean {
    return read.end < end && !/^\s*(?:#[^\r\n]*\s*)*$/.test(this.source.slice(read.end, end));
  }

  private refuse(message: string, offset: number): never {
    return refuse('syntax', message, this.place(offset));
  }
}

/** A key without a text or a tag, which Helm takes nowhere. */
const isMissing = (key: YamlNode): boolean =>
  key.kind === 'scalar' && key.style === 'plain' && key.start === key.end && key.tag === undefined;

/**
 * A plain scalar within { } or [ ] that YAML 1.1 reads differently: `?x` is a key there, `:x` is
 * refused, and `key:,` has the colon in the text.
 */
function differingFlowScalar(node: Collection, source: string): YamlScalar | undefined {
  const members =
    node.kind === 'map'
      ? node.entries.flatMap(({ keyNode, value }) => [keyNode, value])
      : node.items.map(({ value }) => value);
  return members.find(
    (member): member is YamlScalar => member.kind === 'scalar' && isReadDifferently(member, source),
  );
}

function isReadDifferently({ style, start, end }: YamlScalar, source: string): boolean {
  if (style !== 'plain' || start === end) return false;
  if (source[start] === '?' || source[start] === ':') return true;
  return /^[ \t]*:[,[\]{}]/.test(source.slice(end, end + 80));
}

/**
 * The 0-based column that go-yaml takes for the indentation of a block map or list: anchors, tags and `?` before the
 * first key belong to it.
 * @param start where the first key or the first - stands
 */
function structureColumn(source: string, start: number): number {
  const before = start === 0 ? '' : source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
  return before.replace(/(?:[&!]\S*[ \t]+)+$/, '').replace(/\?[ \t]+$/, '').length;
}

const ESCAPE = /\\(?:u([\da-f]{4})|U([\da-f]{8})|\r?\n[ \t]*\r?\n|[\s\S])/gi;
const SINGLE_QUOTED = /^'(?:[^']|'')*'$/;
const DOUBLE_QUOTED = /^"(?:[^"\\]|\\[\s\S])*"$/;

/**
 * Where an escape stands that Helm refuses, `\/` and the halves of surrogate pairs, or that the parser misreads, a line
 * end before an empty line.
 * @param scalar the source of a double-quoted scalar with its quotes
 * @returns the offset in the source, or undefined
 */
function foreignEscape(scalar: string): number | undefined {
  for (const { 0: sequence, 1: short, 2: long, index } of scalar.matchAll(ESCAPE)) {
    const code = Number.parseInt(short ?? long ?? '0', 16);
    const isLineEnd = sequence.length > 2 && sequence.endsWith('\n');
    if (sequence === '\\/' || isLineEnd || (code >= 0xd800 && code <= 0xdfff)) return index;
  }
  return undefined;
}

/** Whether the last quote only looks like a closing one, as in 'it'' and "a\". */
function isUnclosed(scalar: string): boolean {
  if (scalar.endsWith("''")) return !SINGLE_QUOTED.test(scalar);
  return scalar.endsWith('\\"') && !DOUBLE_QUOTED.test(scalar);
}

const LINE_SEPARATORS = /[\u2028\u2029]/g;

/**
 * Where a U+2028 or U+2029 stands that go-yaml takes for a line end and no editor does. It does no harm in a quoted
 * value of one line, where it is kept, and in a comment that says nothing behind it or goes on as another comment.
 */
export function hiddenLineEnd({ root, source }: YamlText): number | undefined {
  const found = [...source.matchAll(LINE_SEPARATORS)].map(({ index }) => index);
  if (found.length === 0) return undefined;
  const scalars: YamlScalar[] = [];
  if (root) collectScalars(root, scalars);
  return found.find((offset) => {
    const holder = scalars.find(({ start, end }) => start <= offset && offset < end);
    return holder === undefined ? !isInComment(source, offset) : !keepsSeparator(holder, source);
  });
}

/** The scalars of a tree; keys as plain ones, for no key keeps a separator. */
function collectScalars(node: YamlNode, found: YamlScalar[]): void {
  if (node.kind === 'scalar') found.push(node);
  if (node.kind === 'sequence') for (const { value } of node.items) collectScalars(value, found);
  if (node.kind !== 'map') return;
  for (const { keyNode, value } of node.entries) {
    if (keyNode.kind === 'scalar')
      found.push({ kind: 'scalar', style: 'plain', start: keyNode.start, end: keyNode.end, value: '' });
    collectScalars(value, found);
  }
}

/** Blanks around a line end go, and `---` begins a document behind one. */
function keepsSeparator({ style, start, end }: YamlScalar, source: string): boolean {
  const text = source.slice(start, end);
  return style === 'quoted' && !/\n|[ \t][\u2028\u2029]|[\u2028\u2029](?:[ \t]|---|\.\.\.)/.test(text);
}

function isInComment(source: string, offset: number): boolean {
  const before = source.slice(lineStart(source, offset), offset);
  return (
    /(?:^|[ \t\u2028\u2029])#/.test(before) &&
    /^ *(?:[#\r\n\u2028\u2029]|$)/.test(source.slice(offset + 1, lineEnd(source, offset)))
  );
}

// A tab with only spaces and dashes before it on its line.
const LEADING_TAB = /^(?: |-(?=[ \t]))*\t/gm;

/**
 * Where a tab is in the indentation, if only of an empty line or a comment: go-yaml refuses it outside of quotes,
 * brackets and texts.
 */
function foreignTab(yaml: YamlText, regions: readonly Region[]): number | undefined {
  const { source } = yaml;
  const tabs = [...source.slice(0, endOf(yaml)).matchAll(LEADING_TAB)];
  let next = 0;
  for (const { 0: line, index } of tabs) {
    const column = line.length - 1;
    const offset = index + column;
    while ((regions[next]?.end ?? source.length) <= offset) next++;
    const region = regions[next];
    if (!region || offset < region.start || column < region.leastColumn) return offset;
  }
  return undefined;
}

/** go-yaml looks no further than to the next document. */
function endOf({ source, contentEnd }: YamlText): number {
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  marker.lastIndex = contentEnd;
  return marker.exec(source)?.index ?? source.length;
}

/** go-yaml looks for the next line of a plain text before it gives up, over empty lines but not over comments. */
function endOfBlank(source: string, offset: number): number {
  const blank = /\s*/y;
  blank.lastIndex = offset;
  blank.exec(source);
  return blank.lastIndex;
}

/** What the parser's codes mean to an author. The parser's own messages quote the source, which may hold secrets. */
const MESSAGES: Readonly<Record<string, string>> = {
  BAD_ALIAS: "an alias has no name; write the anchor's name after the *",
  BAD_COLLECTION_TYPE: 'a tag does not match what follows; remove the tag',
  BAD_DIRECTIVE: 'a directive cannot be read; remove the line with %',
  BAD_DQ_ESCAPE: 'unknown escape in double quotes; double the backslash, or use single quotes',
  BAD_INDENT:
    'the indentation does not match the lines above; indent with spaces to the same column as the siblings',
  BAD_PROP_ORDER: 'an anchor or tag is in the wrong place; put it right before its value',
  BAD_SCALAR_START: 'a value cannot start with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon makes this line a map inside a value; quote the value',
  BLOCK_IN_FLOW:
    'a block list or block text is inside { } or [ ]; write it in flow style, or remove the brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters; shorten it',
  MISSING_CHAR:
    'a character is missing, such as a closing quote, bracket, comma or colon; close what is open',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; write it on one line, and look for a missing colon',
  MULTIPLE_ANCHORS: 'a value has two anchors; keep one',
  MULTIPLE_TAGS: 'a value has two tags; keep one',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag cannot be resolved; remove the tag',
};

export const syntaxMessage = (code: string): string =>
  MESSAGES[code] ?? 'unexpected content; look for a missing colon, quote or bracket here';
