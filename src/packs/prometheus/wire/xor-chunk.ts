import { type Cursor, Malformed, readVarint } from './varint.ts';

/** What takes the samples of a chunk: the time in ms, and the value's 64 bits in two halves. */
export interface SampleSink {
  sample(time: number, high: number, low: number): void;
}

const TWO_TO_32 = 2 ** 32;

/** Reads bits from the most significant one on. It may look up to eight bytes past the end, but never returns them. */
class Bits {
  #bytes: Uint8Array = new Uint8Array();
  #bit = 0;
  #end = 0;

  open(bytes: Uint8Array, from: number, end: number): void {
    this.#bytes = bytes;
    this.#bit = from * 8;
    this.#end = end * 8;
  }

  /** @param count 1 to 25 */
  few(count: number): number {
    const at = this.#bit >>> 3;
    const bytes = this.#bytes;
    const word =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    const value = (word << (this.#bit & 7)) >>> (32 - count);
    this.#bit += count;
    if (this.#bit > this.#end) throw new Malformed('a chunk ends within a sample');
    return value;
  }

  /** @param count 1 to 32 @returns an unsigned number */
  many(count: number): number {
    if (count <= 24) return this.few(count);
    const high = this.few(count - 16);
    return high * 65_536 + this.few(16);
  }
}

const bits = new Bits();
const cursor: Cursor = { at: 0 };

/** Widths of the difference between two intervals, by how many 1s come before a 0. */
const INTERVAL_BITS = [0, 14, 17, 20, 64] as const;

function changeOfInterval(): number {
  let ones = 0;
  while (ones < 4 && bits.few(1) === 1) ones++;
  const width = INTERVAL_BITS[ones] as number;
  if (width === 0) return 0;
  if (width === 64) {
    const high = bits.many(32);
    const low = bits.many(32);
    return (high | 0) * TWO_TO_32 + low;
  }
  const value = bits.few(width);
  // Prometheus takes one more positive number than two's complement would.
  return value > 2 ** (width - 1) ? value - 2 ** width : value;
}

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/**
 * Hands the samples of an XOR chunk (encoding 1 of Prometheus' TSDB: `tsdb/docs/format/chunks.md`) to a sink, every bit
 * of a value as it is stored.
 * @param bytes what holds the chunk, with eight readable bytes behind it
 * Bytes behind the last sample are left alone: Prometheus 2.42 sends an open chunk with what is appended meanwhile.
 * @returns how many samples there were
 * @throws Malformed where the chunk ends early
 */
export function readXorChunk(bytes: Uint8Array, from: number, end: number, sink: SampleSink): number {
  if (end - from < 2) throw new Malformed('a chunk has no length');
  const count = ((bytes[from] as number) << 8) | (bytes[from + 1] as number);
  if (count === 0) return 0;
  cursor.at = from + 2;
  let time = zigzag(readVarint(bytes, cursor, end));
  if (cursor.at + 8 > end) throw new Malformed('a chunk ends within its first sample');
  const view = new DataView(bytes.buffer, bytes.byteOffset + cursor.at, 8);
  let high = view.getUint32(0);
  let low = view.getUint32(4);
  cursor.at += 8;
  sink.sample(time, high, low);
  if (count === 1) return 1;
  let interval = readVarint(bytes, cursor, end);
  bits.open(bytes, cursor.at, end);
  let leading = 0;
  let width = 0;
  for (let index = 1; index < count; index++) {
    if (index > 1) interval += changeOfInterval();
    time += interval;
    if (bits.few(1) === 1) {
      if (bits.few(1) === 1) {
        leading = bits.few(5);
        width = bits.few(6) || 64;
      }
      const shift = 64 - leading - width;
      if (shift < 0 || width === 0) throw new Malformed('a chunk has a value of no known width');
      if (width > 32) {
        const upper = bits.many(width - 32);
        const lower = bits.many(32);
        low ^= lower << shift;
        high ^= (upper << shift) | (shift === 0 ? 0 : lower >>> (32 - shift));
      } else {
        const value = bits.many(width);
        if (shift >= 32) high ^= value << (shift - 32);
        else {
          low ^= value << shift;
          if (shift > 0) high ^= value >>> (32 - shift);
        }
      }
    }
    sink.sample(time, high >>> 0, low >>> 0);
  }
  return count;
}
