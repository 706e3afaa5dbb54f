import { type Cursor, Malformed, readVarint, skipField } from './varint.ts';

/** The time is told apart from what a histogram holds. */
const TIME = 15;
/**
 * What a store makes out anew from a histogram and those before it: the hint of counter resets depends on where its chunks
 * begin, which differs between two stores.
 */
const RESET_HINT = 14;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** Fields of numbers that protobuf may pack, or write one by one. */
const REPEATED_VARINTS: ReadonlySet<number> = new Set([9, 12]);
const REPEATED_DOUBLES: ReadonlySet<number> = new Set([10, 13, 16]);

/** The checksum of a histogram, as two numbers of 32 bits. */
export const histogramBits = { high: 0, low: 0 };

function mix(value: number): void {
  histogramBits.high = Math.imul(histogramBits.high ^ value, 0x0100_0193);
  histogramBits.low = Math.imul((histogramBits.low << 5) | (histogramBits.low >>> 27), 0x9e37_79b1) ^ value;
}

/**
 * Finds a checksum of what a Histogram message holds, into `histogramBits`: the same for equal histograms however their
 * fields are written (packed or not, zeros left out or not), and whatever their time and hint of counter resets are.
 * @throws Malformed
 */
export function readHistogramBits(bytes: Uint8Array, from: number, end: number): void {
  histogramBits.high = 0x811c_9dc5 | 0;
  histogramBits.low = 0x1b87_3593;
  const cursor: Cursor = { at: from };
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    const field = tag >>> 3;
    const layout = tag & 7;
    const start = cursor.at;
    if (field === TIME || field === RESET_HINT) skipField(bytes, cursor, tag, end);
    else if (layout === BYTES) {
      const length = readVarint(bytes, cursor, end);
      const stop = cursor.at + length;
      if (stop > end) throw new Malformed('a histogram is cut off');
      const packed = REPEATED_VARINTS.has(field) ? VARINT : REPEATED_DOUBLES.has(field) ? FIXED64 : BYTES;
      if (packed === BYTES) mixBytes(bytes, field, cursor.at, stop);
      else while (cursor.at < stop) mixNumber(bytes, cursor, { field, layout: packed, end: stop });
      cursor.at = stop;
    } else if (layout === VARINT || layout === FIXED64) mixNumber(bytes, cursor, { field, layout, end });
    else skipField(bytes, cursor, tag, end);
    if (cursor.at <= start) throw new Malformed('a histogram is cut off');
  }
}

function mixNumber(
  bytes: Uint8Array,
  cursor: Cursor,
  { field, layout, end }: { readonly field: number; readonly layout: number; readonly end: number },
): void {
  const from = cursor.at;
  skipField(bytes, cursor, layout, end);
  const isRepeated = REPEATED_VARINTS.has(field) || REPEATED_DOUBLES.has(field);
  if (isRepeated || !isZero(bytes, from, cursor.at)) mixBytes(bytes, field, from, cursor.at);
}

function isZero(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

function mixBytes(bytes: Uint8Array, field: number, from: number, end: number): void {
  mix(field);
  mix(end - from);
  for (let at = from; at < end; at++) mix(bytes[at] as number);
}
