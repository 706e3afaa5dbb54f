import { isUtf8 } from 'node:buffer';
import { bodyStart, type StreamDocument, splitDocuments } from '../yaml/documents.ts';
import type { Hints, ManifestStream } from './manifest-stream.ts';

/** Where the bytes of a stream are kept, in memory or in a file. */
export interface StreamBytes {
  readonly length: number;
  /** Holds until the next call. */
  readonly read: (start: number, end: number) => Buffer;
}

/** Large streams are read in stretches of about so many bytes. */
const WINDOW = 1 << 18;

const LINE_BREAK = 10;
const SEPARATOR = '\n---';
const ENDS_SEPARATOR = new Set([undefined, 9, 10, 13, 32]);

/** Offset of the first separator at or behind `from`: of its first dash; -1 where there is none. */
function separatorAt(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(SEPARATOR, from); at !== -1; at = bytes.indexOf(SEPARATOR, at + 1))
    if (ENDS_SEPARATOR.has(bytes[at + SEPARATOR.length])) return at + 1;
  return -1;
}

function lastSeparatorIn(bytes: Buffer): number {
  for (let at = bytes.lastIndexOf(SEPARATOR); at > 0; at = bytes.lastIndexOf(SEPARATOR, at - 1))
    // What ends it may stand in the next window.
    if (bytes[at + SEPARATOR.length] !== undefined && ENDS_SEPARATOR.has(bytes[at + SEPARATOR.length]))
      return at + 1;
  return -1;
}

function lineBreaksIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) count += 1;
  return count;
}

/** Whole documents that follow one another. */
interface Window {
  readonly bytes: Buffer;
  /** In the stream. */
  readonly offset: number;
}

function* windowsIn(source: StreamBytes, from: number, to: number, least: number): Generator<Window> {
  let size = least;
  for (let offset = from; offset < to; ) {
    const bytes = source.read(offset, Math.min(to, offset + size));
    const isLast = offset + bytes.length === to;
    const end = isLast ? bytes.length : lastSeparatorIn(bytes);
    if (end <= 0) {
      size *= 2;
      continue;
    }
    yield { bytes: bytes.subarray(0, end), offset };
    offset += end;
    size = least;
  }
}

/** A document that a large stream is asked about: its bytes, from which its text is made only if it is wanted. */
interface Candidate {
  readonly bytes: Buffer;
  readonly index: number;
  readonly offset: number;
}

/** As latin1, so that a byte order mark is three characters; `$` where blanks fill the head. */
const OPENS_OBJECT = /^(?:\xef\xbb\xbf)?(?:---(?=[ \t\r\n]|$))?[ \t\r\n]*(?:\{|$)/;

/** As `splitDocuments`: JSON objects that follow one another without a separator are documents of their own. */
function* objectsIn(one: Candidate): Generator<Candidate> {
  if (!OPENS_OBJECT.test(one.bytes.toString('latin1', 0, 80))) {
    yield one;
    return;
  }
  let start = 0;
  for (const { index, text } of splitDocuments(one.bytes.toString('utf8'))) {
    const end = start + Buffer.byteLength(text);
    yield { bytes: one.bytes.subarray(start, end), index: one.index + index, offset: one.offset + start };
    start = end;
  }
}

/** Documents of a window; `index` counts on from that of the first. */
function* documentsIn({ bytes, offset }: Window, index: number): Generator<Candidate> {
  let start = 0;
  for (let at = index; start < bytes.length; ) {
    const next = separatorAt(bytes, start);
    const end = next === -1 || next === start ? bytes.length : next;
    for (const one of objectsIn({ bytes: bytes.subarray(start, end), index: at, offset: offset + start })) {
      yield one;
      at = one.index + 1;
    }
    start = end;
  }
}

/** A large stream is not UTF-8 at a byte. */
export class NotUtf8 extends Error {
  constructor(
    /** Of a stretch with the byte in it. */
    readonly offset: number,
    readonly bytes: Buffer,
  ) {
    super('not UTF-8');
  }
}

/** A document of a large stream, and how many bytes it takes. */
interface KeptDocument extends StreamDocument {
  readonly byteLength: number;
}

function kept({ bytes, index, offset }: Candidate): KeptDocument {
  const text = bytes.toString('utf8');
  return { index, offset, text, bodyStart: bodyStart(text), byteLength: bytes.length };
}

/** Which documents of a large stream are kept as texts. */
export interface Wanted {
  /** Lists of words: a document that has all of one list is kept. */
  readonly words: readonly (readonly string[])[];
  /** Documents are kept up to the first that this holds for, which is kept as well. */
  readonly isFirstOfInterest: (text: string) => boolean;
}

const hasAll = (bytes: Buffer, words: readonly string[]): boolean =>
  words.every((word) => bytes.includes(word));

const KIND = '\nkind:';
const KIND_VALUE = /^\s*["']?(\w+)["']?\s*(?:#.*)?$/;

/** The kind of an object; undefined where it is not written as charts write it, or the document may hold several. */
function plainKindOf(bytes: Buffer): string | undefined {
  const at = bytes.indexOf(KIND);
  if (at === -1) return undefined;
  const end = bytes.indexOf(LINE_BREAK, at + KIND.length);
  const line = bytes.toString('latin1', at + KIND.length, end === -1 ? bytes.length : end);
  const kind = KIND_VALUE.exec(line)?.[1];
  return kind?.endsWith('List') ? undefined : kind;
}

/** Whether a document may hold an object of some kinds. */
function isOf(kinds: ReadonlySet<string>, bytes: Buffer): boolean {
  const kind = plainKindOf(bytes);
  return kind === undefined || kinds.has(kind);
}

/** A stream that is too large for memory: what nobody asks for stays where it is. */
export class LargeStream implements ManifestStream {
  private all: KeptDocument[] = [];
  private byIndex: ReadonlyMap<number, StreamDocument> | undefined;
  private lines: ReadonlyMap<number, number> | undefined;
  count = 0;

  /** @param window so many bytes are looked at at once @throws NotUtf8 */
  constructor(
    private readonly source: StreamBytes,
    { words, isFirstOfInterest }: Wanted,
    private readonly window = WINDOW,
  ) {
    let isLooking = true;
    for (const stretch of windowsIn(source, 0, source.length, window)) {
      if (!isUtf8(stretch.bytes)) throw new NotUtf8(stretch.offset, stretch.bytes);
      const asked = words.filter((list) => hasAll(stretch.bytes, list));
      for (const one of documentsIn(stretch, this.count)) {
        this.count = one.index + 1;
        if (!isLooking && !asked.some((list) => hasAll(one.bytes, list))) continue;
        const document = kept(one);
        this.all.push(document);
        if (isLooking && isFirstOfInterest(document.text)) isLooking = false;
      }
    }
  }

  get documents(): readonly StreamDocument[] {
    return this.all;
  }

  document(index: number): StreamDocument | undefined {
    this.byIndex ??= new Map(this.all.map((one) => [one.index, one]));
    return this.byIndex.get(index);
  }

  linesAbove({ index }: StreamDocument): number {
    this.lines ??= this.countLines();
    return this.lines.get(index) ?? 0;
  }

  private countLines(): ReadonlyMap<number, number> {
    let lines = 0;
    let from = 0;
    return new Map(
      this.all.map(({ index, offset }) => {
        for (const bytes of this.pieces(from, offset)) lines += lineBreaksIn(bytes);
        from = offset;
        return [index, lines];
      }),
    );
  }

  /** Stretches between documents that are kept; `index` is that of their first document. */
  private gaps(): readonly { readonly start: number; readonly end: number; readonly index: number }[] {
    const ends = [...this.all.map(({ offset }) => offset), this.source.length];
    return ends.flatMap((end, at) => {
      const before = this.all[at - 1];
      const start = before ? before.offset + before.byteLength : 0;
      return start < end ? [{ start, end, index: before ? before.index + 1 : 0 }] : [];
    });
  }

  keepMore(test: (text: string) => boolean, hints?: Hints): void {
    const found: KeptDocument[] = [];
    for (const { start, end, index } of this.gaps()) {
      let next = index;
      for (const window of windowsIn(this.source, start, end, this.window)) {
        const hasWord = hints === undefined || window.bytes.includes(hints.word);
        for (const one of documentsIn(window, next)) {
          next = one.index + 1;
          if (hints && !(hasWord && one.bytes.includes(hints.word)) && !isOf(hints.kinds, one.bytes))
            continue;
          if (test(one.bytes.toString('utf8'))) found.push(kept(one));
        }
      }
    }
    if (found.length === 0) return;
    this.all = [...this.all, ...found].sort((a, b) => a.index - b.index);
    this.byIndex = undefined;
    this.lines = undefined;
  }

  *written(changed: ReadonlyMap<number, string>): Generator<string | Buffer> {
    let from = 0;
    for (const { index, offset, byteLength } of this.all) {
      const text = changed.get(index);
      if (text === undefined) continue;
      yield* this.pieces(from, offset);
      yield text;
      from = offset + byteLength;
    }
    yield* this.pieces(from, this.source.length);
  }

  private *pieces(from: number, to: number): Generator<Buffer> {
    for (let at = from; at < to; at += this.window)
      yield this.source.read(at, Math.min(to, at + this.window));
  }
}
