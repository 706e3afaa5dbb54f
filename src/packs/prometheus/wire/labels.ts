import { LABEL_NAME, LABEL_VALUE, readLength } from './message.ts';
import { type Cursor, readVarint, skipField } from './varint.ts';

/** One label of a series. */
export interface Label {
  readonly name: string;
  readonly value: string;
}

/** The identity of a set of labels, as two numbers of 32 bits: equal sets in any order and any bytes around them are equal. */
export interface SeriesKey {
  high: number;
  low: number;
}

const encoder = new TextEncoder();
// A label may begin with what is a mark of the byte order elsewhere.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where one label's parts stand in bytes. */
interface Span {
  nameFrom: number;
  nameEnd: number;
  valueFrom: number;
  valueEnd: number;
}

const span: Span = { nameFrom: 0, nameEnd: 0, valueFrom: 0, valueEnd: 0 };

/** Reads one Label message into `span`. @throws Malformed */
function readSpan(bytes: Uint8Array, cursor: Cursor, end: number): Span {
  span.nameFrom = span.nameEnd = span.valueFrom = span.valueEnd = cursor.at;
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag !== LABEL_NAME && tag !== LABEL_VALUE) {
      skipField(bytes, cursor, tag, end);
      continue;
    }
    const length = readLength(bytes, cursor, end);
    const from = cursor.at;
    cursor.at += length;
    if (tag === LABEL_NAME) [span.nameFrom, span.nameEnd] = [from, cursor.at];
    else [span.valueFrom, span.valueEnd] = [from, cursor.at];
  }
  return span;
}

/** The labels of one Label message. @throws Malformed */
export function readLabel(bytes: Uint8Array, from: number, end: number): Label {
  const { nameFrom, nameEnd, valueFrom, valueEnd } = readSpan(bytes, { at: from }, end);
  return {
    name: decoder.decode(bytes.subarray(nameFrom, nameEnd)),
    value: decoder.decode(bytes.subarray(valueFrom, valueEnd)),
  };
}

/** Mixes bytes into two running hashes (FNV-1a and a multiply-rotate, both of 32 bits). */
function mix(bytes: Uint8Array, from: number, end: number, into: SeriesKey): void {
  let { high, low } = into;
  for (let index = from; index < end; index++) {
    const byte = bytes[index] as number;
    high = Math.imul(high ^ byte, 0x0100_0193);
    low = Math.imul((low << 5) | (low >>> 27), 0x9e37_79b1) ^ byte;
  }
  // A name and a value of the same bytes must not change places.
  into.high = Math.imul(high ^ 0xff, 0x85eb_ca6b);
  into.low = Math.imul(low ^ (end - from), 0xc2b2_ae35);
}

const one: SeriesKey = { high: 0, low: 0 };

/** Adds a label to a key. Sums do not depend on the labels' order. */
function addBytes(key: SeriesKey, bytes: Uint8Array, at: Span): void {
  one.high = 0x811c_9dc5 | 0;
  one.low = 0x1b87_3593;
  mix(bytes, at.nameFrom, at.nameEnd, one);
  mix(bytes, at.valueFrom, at.valueEnd, one);
  one.high ^= one.high >>> 15;
  one.low ^= one.low >>> 13;
  key.high = (key.high + Math.imul(one.high, 0x2c1b_3c6d)) | 0;
  key.low = (key.low + Math.imul(one.low, 0x297a_2d39)) | 0;
}

/** Adds the label of one Label message to a key. @throws Malformed */
export function addLabelBytes(key: SeriesKey, bytes: Uint8Array, from: number, end: number): void {
  addBytes(key, bytes, readSpan(bytes, { at: from }, end));
}

/**
 * Whether labels are as every receiver takes them: in the order of their names, none twice and none empty.
 * @param labels pairs of from and end of each Label message @throws Malformed
 */
export function areTidy(bytes: Uint8Array, labels: readonly number[], pairs: number): boolean {
  let before = 0;
  let beforeEnd = 0;
  for (let index = 0; index < 2 * pairs; index += 2) {
    const at = readSpan(bytes, { at: labels[index] as number }, labels[index + 1] as number);
    if (at.valueFrom === at.valueEnd) return false;
    if (index > 0 && compareBytes(bytes, before, beforeEnd, at.nameFrom, at.nameEnd) >= 0) return false;
    before = at.nameFrom;
    beforeEnd = at.nameEnd;
  }
  return true;
}

function compareBytes(bytes: Uint8Array, from: number, end: number, other: number, otherEnd: number): number {
  const length = Math.min(end - from, otherEnd - other);
  for (let index = 0; index < length; index++) {
    const difference = (bytes[from + index] as number) - (bytes[other + index] as number);
    if (difference !== 0) return difference;
  }
  return end - from - (otherEnd - other);
}

/** Adds a label to a key whose name and value stand in bytes by themselves. */
export function addLabelText(
  key: SeriesKey,
  bytes: Uint8Array,
  nameFrom: number,
  nameEnd: number,
  valueFrom: number,
  valueEnd: number,
): void {
  span.nameFrom = nameFrom;
  span.nameEnd = nameEnd;
  span.valueFrom = valueFrom;
  span.valueEnd = valueEnd;
  addBytes(key, bytes, span);
}

/** The key of labels that are known as text. */
export function keyOfLabels(labels: Iterable<Label>): SeriesKey {
  const key = { high: 0, low: 0 };
  for (const { name, value } of labels) {
    const nameBytes = encoder.encode(name);
    const valueBytes = encoder.encode(value);
    const bytes = new Uint8Array(nameBytes.length + valueBytes.length);
    bytes.set(nameBytes);
    bytes.set(valueBytes, nameBytes.length);
    addBytes(key, bytes, {
      nameFrom: 0,
      nameEnd: nameBytes.length,
      valueFrom: nameBytes.length,
      valueEnd: bytes.length,
    });
  }
  return key;
}
