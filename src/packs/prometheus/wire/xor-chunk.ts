import { Samples } from './samples.ts';
import { type Cursor, Malformed, readVarint } from './varint.ts';

const TWO_TO_32 = 2 ** 32;

/** The bytes that the last chunk stood in: one buffer holds many. */
let lastView: DataView = new DataView(new ArrayBuffer(0));

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  const isLast =
    lastView.buffer === buffer && lastView.byteOffset === byteOffset && lastView.byteLength === length;
  if (!isLast) lastView = new DataView(buffer, byteOffset, length);
  return lastView;
}

/** So many bits from a place on that is counted in bits, the most significant one first. @param count 1 to 32 */
function bitsAt(view: DataView, bit: number, count: number): number {
  const at = bit >>> 3;
  const shift = bit & 7;
  const word = (view.getInt32(at) << shift) | (view.getUint8(at + 4) >>> (8 - shift));
  return word >>> (32 - count);
}

const cursor: Cursor = { at: 0 };
/** Where the bits of the last change of an interval end. */
let changeEnd = 0;

/** Widths of the difference between two intervals, by how many 1s come before a 0. */
const INTERVAL_BITS = [0, 14, 17, 20, 64] as const;

const CUT_OFF = 'a chunk ends within a sample';

function changeOfInterval(view: DataView, from: number, lastBit: number): number {
  let bit = from;
  let ones = 0;
  while (ones < 4 && bitsAt(view, bit++, 1) === 1) ones++;
  const width = INTERVAL_BITS[ones] as number;
  changeEnd = bit + width;
  if (changeEnd > lastBit) throw new Malformed(CUT_OFF);
  if (width === 0) return 0;
  if (width === 64) return (bitsAt(view, bit, 32) | 0) * TWO_TO_32 + bitsAt(view, bit + 32, 32);
  const value = bitsAt(view, bit, width);
  // Prometheus takes one more positive number than two's complement would.
  return value > 2 ** (width - 1) ? value - 2 ** width : value;
}

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/**
 * Adds the samples of an XOR chunk (encoding 1 of Prometheus' TSDB: `tsdb/docs/format/chunks.md`), every bit of a value as
 * it is stored.
 * @param bytes what holds the chunk, with eight readable bytes behind it
 * Bytes behind the last sample are left alone: Prometheus 2.42 sends an open chunk with what is appended meanwhile.
 * @returns how many samples there were
 * @throws Malformed where the chunk ends early
 */
export function readXorChunk(bytes: Uint8Array, from: number, end: number, into: Samples): number {
  if (end - from < 2) throw new Malformed('a chunk has no length');
  const view = viewOf(bytes);
  const count = view.getUint16(from);
  if (count === 0) return 0;
  cursor.at = from + 2;
  let time = zigzag(readVarint(bytes, cursor, end));
  if (cursor.at + 8 > end) throw new Malformed('a chunk ends within its first sample');
  let high = view.getInt32(cursor.at);
  let low = view.getInt32(cursor.at + 4);
  cursor.at += 8;
  into.add(time, high, low);
  if (count === 1) return 1;
  let interval = readVarint(bytes, cursor, end);
  into.reserve(count - 1);
  const { times, bits, length } = into;
  let bit = cursor.at * 8;
  const lastBit = end * 8;
  let leading = 0;
  let width = 0;
  for (let index = 1; index < count; index++) {
    // At least 25 bits: mostly both the interval and how the value is written.
    let word = view.getInt32(bit >>> 3) << (bit & 7);
    if (index > 1) {
      if (word >= 0) {
        bit++;
        word <<= 1;
      } else {
        interval += changeOfInterval(view, bit, lastBit);
        bit = changeEnd;
        word = view.getInt32(bit >>> 3) << (bit & 7);
      }
    }
    time += interval;
    bit++;
    if (word < 0) {
      bit++;
      if ((word & 0x4000_0000) !== 0) {
        leading = (word >>> 25) & 0x1f;
        width = (word >>> 19) & 0x3f || 64;
        bit += 11;
      }
      const shift = 64 - leading - width;
      if (shift < 0 || width === 0) throw new Malformed('a chunk has a value of no known width');
      if (bit + width > lastBit) throw new Malformed(CUT_OFF);
      if (width > 32) {
        const upper = bitsAt(view, bit, width - 32);
        const lower = bitsAt(view, bit + width - 32, 32);
        low ^= lower << shift;
        high ^= (upper << shift) | (shift === 0 ? 0 : lower >>> (32 - shift));
      } else {
        const value = bitsAt(view, bit, width);
        if (shift >= 32) high ^= value << (shift - 32);
        else {
          low ^= value << shift;
          if (shift > 0) high ^= value >>> (32 - shift);
        }
      }
      bit += width;
    }
    if (bit > lastBit) throw new Malformed(CUT_OFF);
    const at = length + index - 1;
    times[at] = time;
    bits[2 * at + Samples.high] = high;
    bits[2 * at + Samples.low] = low;
  }
  into.length = length + count - 1;
  return count;
}
