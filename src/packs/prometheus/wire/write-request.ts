import { HISTOGRAM, LABEL, SAMPLE, SAMPLE_TIME, SAMPLE_VALUE, SERIES } from './message.ts';
import { Samples } from './samples.ts';
import { varintLength, writeVarint } from './varint.ts';

/** Set aside for the length of a series: right for those of 128 bytes to 16 KiB, the others are moved. */
const LENGTH_BYTES = 2;
/** The most that one sample takes. */
export const SAMPLE_BYTES = 24;
/** Times from 1971 to 2109 have a length of six bytes, so that a sample has one length. */
const SIX_BYTES_FROM = 2 ** 35;
const SIX_BYTES_TO = 2 ** 42;
const TWO_TO_32 = 2 ** 32;

/** What a sample begins with where its time has six bytes: two tags, and its length between them. */
const HEAD = SAMPLE | (16 << 8) | (SAMPLE_VALUE << 16);

/** Writes a sample word by word. @param view of the same bytes @returns the position behind it */
function writeSample(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  time: number,
  high: number,
  low: number,
): number {
  view.setInt32(at, HEAD | (low << 24), true);
  view.setInt32(at + 4, (low >>> 8) | (high << 24), true);
  view.setInt32(at + 8, (high >>> 8) | (SAMPLE_TIME << 24), true);
  if (time < SIX_BYTES_FROM || time >= SIX_BYTES_TO) {
    const end = writeVarint(bytes, at + 12, time);
    bytes[at + 1] = end - at - 2;
    return end;
  }
  const upper = Math.floor(time / TWO_TO_32);
  const lower = time >>> 0;
  const first = (lower & 0x7f) | ((lower << 1) & 0x7f00) | ((lower << 2) & 0x7f_0000);
  view.setInt32(at + 12, first | ((lower << 3) & 0x7f00_0000) | 0x8080_8080, true);
  view.setInt16(at + 16, (lower >>> 28) | ((upper << 4) & 0x70) | 0x80 | ((upper >>> 3) << 8), true);
  return at + 18;
}

/**
 * One remote_write 1.0 request (prometheus.WriteRequest), written in place: each series once, its samples in the order
 * in which they come.
 */
export class WriteRequest {
  bytes: Uint8Array;
  length = 0;
  count = 0;
  #view: DataView;
  series = 0;
  #start = 0;
  #body = 0;
  #labelsEnd = 0;
  #inSeries = 0;

  /** @param capacity bytes to begin with; it grows where one series needs more */
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.bytes.buffer);
  }

  clear(): void {
    this.length = this.count = this.series = this.#inSeries = 0;
  }

  /** Whether it holds any, those of the open series included. */
  get hasSamples(): boolean {
    return this.count + this.#inSeries > 0;
  }

  begin(): void {
    this.#reserve(1 + LENGTH_BYTES);
    this.#start = this.length;
    this.bytes[this.length] = SERIES;
    this.length += 1 + LENGTH_BYTES;
    this.#body = this.#labelsEnd = this.length;
    this.#inSeries = 0;
  }

  /** Copies a Label message. */
  label(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length + 6);
    this.bytes[this.length++] = LABEL;
    this.length = writeVarint(this.bytes, this.length, length);
    this.bytes.set(from.subarray(start, end), this.length);
    this.length += length;
    this.#labelsEnd = this.length;
  }

  /** @param time ms @param high and low: the 64 bits of the value */
  sample(time: number, high: number, low: number): void {
    this.#reserve(SAMPLE_BYTES);
    this.length = writeSample(this.bytes, this.#view, this.length, time, high, low);
    this.#inSeries++;
  }

  /** Some of a series' samples, up to the one at `end`. */
  samples(all: Samples, from: number, end: number): void {
    this.#reserve(SAMPLE_BYTES * (end - from));
    const bytes = this.bytes;
    const view = this.#view;
    const { times, bits } = all;
    let at = this.length;
    for (let index = from; index < end; index++)
      at = writeSample(
        bytes,
        view,
        at,
        times[index] as number,
        bits[2 * index + Samples.high] as number,
        bits[2 * index + Samples.low] as number,
      );
    this.length = at;
    this.#inSeries += end - from;
  }

  /** Copies a Histogram message. */
  histogram(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length + 6);
    this.bytes[this.length++] = HISTOGRAM;
    this.length = writeVarint(this.bytes, this.length, length);
    this.bytes.set(from.subarray(start, end), this.length);
    this.length += length;
    this.#inSeries++;
  }

  /** Ends the series; one without samples is taken out again. */
  close(): void {
    if (this.#inSeries === 0) {
      this.length = this.#start;
      return;
    }
    const length = this.length - this.#body;
    const needed = varintLength(length);
    if (needed !== LENGTH_BYTES) {
      const shift = needed - LENGTH_BYTES;
      if (shift > 0) this.#reserve(shift);
      this.bytes.copyWithin(this.#body + shift, this.#body, this.length);
      this.length += shift;
      this.#body += shift;
      this.#labelsEnd += shift;
    }
    writeVarint(this.bytes, this.#start + 1, length);
    this.count += this.#inSeries;
    this.series++;
  }

  /** Begins in this request the series that is open in another, with the same labels. */
  continueFrom(other: WriteRequest): void {
    this.begin();
    const labels = other.bytes.subarray(other.#body, other.#labelsEnd);
    this.#reserve(labels.length);
    this.bytes.set(labels, this.length);
    this.length += labels.length;
    this.#labelsEnd = this.length;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array((this.length + more) * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
