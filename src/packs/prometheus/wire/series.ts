import {
  fieldTag,
  HISTOGRAM,
  HISTOGRAM_TIME,
  LABEL,
  readLength,
  SAMPLE_TIME,
  SAMPLE_VALUE,
  SERIES,
} from './message.ts';
import { Samples } from './samples.ts';
import { Malformed, readInt64, readVarint, skipField } from './varint.ts';
import { readXorChunk } from './xor-chunk.ts';

/** Takes series one after another, as an answer of remote_read holds them. */
export interface SeriesSink {
  /**
   * The labels of what follows. A long series comes in several pieces with the same labels.
   * @param labels where each Label message stands in the bytes, as pairs of from and end; used again after the call
   */
  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void;
  /** Some of its floats; the object is used again after the call. */
  samples(samples: Samples): void;
  /** One native histogram: the whole Histogram message. */
  histogram(time: number, bytes: Uint8Array, from: number, end: number): void;
  end(): void;
}

/** A chunk of floats in a form that is not known (XOR2 of Prometheus 3.15): the same range has to be read as SAMPLES. */
export class OtherChunks extends Error {
  constructor(encoding: number) {
    super(`chunks of encoding ${encoding}`);
  }
}

/**
 * Told of a series of STREAMED that has chunks of histograms, which only SAMPLES holds in a form that can be passed on.
 * @param labels as `SeriesSink.begin` has them
 */
export type OnHistograms = (bytes: Uint8Array, labels: readonly number[], pairs: number) => void;

const RESULT = fieldTag(1, 2);
const CHUNK = fieldTag(2, 2);
const CHUNK_ENCODING = fieldTag(3, 0);
const CHUNK_DATA = fieldTag(4, 2);

/** Encodings of prometheus.Chunk. */
const XOR = 1;
/** Histograms and float histograms, without and with start times (Prometheus 3.15). */
const HISTOGRAM_ENCODINGS: ReadonlySet<number> = new Set([2, 3, 5, 6]);

const labels: number[] = [];
const floats = new Samples();
/** Of SAMPLES, that are handed on at once. */
const FLOATS_AT_ONCE = 4096;

/** Reads a chunk's floats. @returns whether it holds histograms, which are not read @throws OtherChunks, Malformed */
function readChunk(bytes: Uint8Array, from: number, end: number): boolean {
  const cursor = { at: from };
  let encoding = 0;
  let data = 0;
  let dataEnd = 0;
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag === CHUNK_ENCODING) encoding = readVarint(bytes, cursor, end);
    else if (tag === CHUNK_DATA) {
      const length = readLength(bytes, cursor, end);
      data = cursor.at;
      dataEnd = cursor.at += length;
    } else skipField(bytes, cursor, tag, end);
  }
  // Every encoding begins with the number of samples: a chunk without any has nothing to be read otherwise.
  const isEmpty = dataEnd - data >= 2 && bytes[data] === 0 && bytes[data + 1] === 0;
  if (encoding !== XOR && isEmpty) return false;
  if (HISTOGRAM_ENCODINGS.has(encoding)) return true;
  if (encoding !== XOR) throw new OtherChunks(encoding);
  readXorChunk(bytes, data, dataEnd, floats);
  return false;
}

function readSample(bytes: Uint8Array, from: number, end: number): void {
  const cursor = { at: from };
  let high = 0;
  let low = 0;
  let time = 0;
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag === SAMPLE_VALUE) {
      if (cursor.at + 8 > end) throw new Malformed('a sample is cut off');
      const view = new DataView(bytes.buffer, bytes.byteOffset + cursor.at, 8);
      low = view.getUint32(0, true);
      high = view.getUint32(4, true);
      cursor.at += 8;
    } else if (tag === SAMPLE_TIME) time = readInt64(bytes, cursor, end);
    else skipField(bytes, cursor, tag, end);
  }
  floats.add(time, high, low);
}

function readHistogram(bytes: Uint8Array, from: number, end: number, sink: SeriesSink): void {
  const cursor = { at: from };
  let time = 0;
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag === HISTOGRAM_TIME) time = readInt64(bytes, cursor, end);
    else skipField(bytes, cursor, tag, end);
  }
  sink.histogram(time, bytes, from, end);
}

/** Finds the labels of a message that may hold them behind its other fields. @returns how many pairs `labels` holds */
function findLabels(bytes: Uint8Array, from: number, end: number): number {
  const cursor = { at: from };
  let pairs = 0;
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag !== LABEL) {
      skipField(bytes, cursor, tag, end);
      continue;
    }
    const length = readLength(bytes, cursor, end);
    labels[2 * pairs] = cursor.at;
    cursor.at += length;
    labels[2 * pairs + 1] = cursor.at;
    pairs++;
  }
  return pairs;
}

function handOn(sink: SeriesSink): void {
  if (floats.length > 0) sink.samples(floats);
  floats.clear();
}

function readSeries(
  bytes: Uint8Array,
  from: number,
  end: number,
  sink: SeriesSink,
  onHistograms: OnHistograms | undefined,
): void {
  const pairs = findLabels(bytes, from, end);
  floats.clear();
  sink.begin(bytes, labels, pairs);
  const isChunked = onHistograms !== undefined;
  let hasHistograms = false;
  const cursor = { at: from };
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    // Chunks have the number in STREAMED that samples have in SAMPLES.
    const isOne = tag === CHUNK || (!isChunked && tag === HISTOGRAM);
    if (!isOne) {
      skipField(bytes, cursor, tag, end);
      continue;
    }
    const length = readLength(bytes, cursor, end);
    const start = cursor.at;
    cursor.at += length;
    if (tag === HISTOGRAM) {
      handOn(sink);
      readHistogram(bytes, start, cursor.at, sink);
      continue;
    }
    if (isChunked) hasHistograms = readChunk(bytes, start, cursor.at) || hasHistograms;
    else readSample(bytes, start, cursor.at);
    if (isChunked || floats.length >= FLOATS_AT_ONCE) handOn(sink);
  }
  handOn(sink);
  if (hasHistograms) onHistograms?.(bytes, labels, pairs);
  sink.end();
}

/** Hands the series of one frame (ChunkedReadResponse) to a sink, all but histograms. @throws OtherChunks, Malformed */
export function readFrame(
  bytes: Uint8Array,
  from: number,
  end: number,
  sink: SeriesSink,
  onHistograms: OnHistograms,
): void {
  eachMessage(bytes, from, end, SERIES, (start, stop) => readSeries(bytes, start, stop, sink, onHistograms));
}

/** Hands the series of a SAMPLES answer (ReadResponse, uncompressed) to a sink. @throws Malformed */
export function readResponse(bytes: Uint8Array, sink: SeriesSink): void {
  eachMessage(bytes, 0, bytes.length, RESULT, (from, end) =>
    eachMessage(bytes, from, end, SERIES, (start, stop) => readSeries(bytes, start, stop, sink, undefined)),
  );
}

function eachMessage(
  bytes: Uint8Array,
  from: number,
  end: number,
  wanted: number,
  read: (from: number, end: number) => void,
): void {
  const cursor = { at: from };
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag !== wanted) {
      skipField(bytes, cursor, tag, end);
      continue;
    }
    const length = readLength(bytes, cursor, end);
    const start = cursor.at;
    cursor.at += length;
    read(start, cursor.at);
  }
}
