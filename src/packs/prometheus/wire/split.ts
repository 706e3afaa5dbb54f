import { type Label, readLabel } from './labels.ts';
import { HISTOGRAM, HISTOGRAM_TIME, LABEL, readLength, SAMPLE, SAMPLE_TIME, SERIES } from './message.ts';
import { type Cursor, readInt64, readVarint, skipField, varintLength, writeVarint } from './varint.ts';

/** Where parts of a message stand, each with its tag. */
interface Part {
  readonly tag: number;
  readonly from: number;
  readonly body: number;
  readonly end: number;
}

function partsOf(bytes: Uint8Array, from: number, end: number): Part[] {
  const parts: Part[] = [];
  const cursor: Cursor = { at: from };
  while (cursor.at < end) {
    const start = cursor.at;
    const tag = readVarint(bytes, cursor, end);
    let body = cursor.at;
    if ((tag & 7) === 2) {
      const length = readLength(bytes, cursor, end);
      body = cursor.at;
      cursor.at += length;
    } else skipField(bytes, cursor, tag, end);
    parts.push({ tag, from: start, body, end: cursor.at });
  }
  return parts;
}

const isPoint = ({ tag }: Part): boolean => tag === SAMPLE || tag === HISTOGRAM;

/**
 * Two requests that together hold what one holds: half of its series each, or half of the samples of its only one.
 * @returns undefined for a request of a single sample
 */
export function halves(request: Uint8Array): readonly [Uint8Array, Uint8Array] | undefined {
  const series = partsOf(request, 0, request.length);
  const middle = series[series.length >> 1];
  if (middle !== undefined && series.length > 1)
    return [request.slice(0, middle.from), request.slice(middle.from)];
  const points = pointsOf(request);
  if (points === undefined || points.count < 2) return undefined;
  const half = points.count >> 1;
  return [points.request(0, half), points.request(half, points.count)];
}

/** The samples of one series. */
export interface Points {
  readonly count: number;
  /** A request of those from one place up to another, which is not included. */
  request(from: number, to: number): Uint8Array;
}

/** The samples of a request's only series; undefined where it has several, or none. @throws Malformed */
export function pointsOf(request: Uint8Array): Points | undefined {
  const [only, second] = partsOf(request, 0, request.length);
  if (only === undefined || second !== undefined) return undefined;
  const inside = partsOf(request, only.body, only.end);
  const labels = inside.filter((part) => !isPoint(part));
  const points = inside.filter(isPoint);
  return {
    count: points.length,
    request: (from, to) => oneSeries(request, [...labels, ...points.slice(from, to)]),
  };
}

function oneSeries(request: Uint8Array, parts: readonly Part[]): Uint8Array {
  const length = parts.reduce((sum, { from, end }) => sum + end - from, 0);
  const bytes = new Uint8Array(1 + varintLength(length) + length);
  bytes[0] = SERIES;
  let at = writeVarint(bytes, 1, length);
  for (const { from, end } of parts) {
    bytes.set(request.subarray(from, end), at);
    at += end - from;
  }
  return bytes;
}

/** What a request begins with, for messages. */
export interface FirstSeries {
  readonly labels: readonly Label[];
  /** Of the first and the last of its samples, in ms. */
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

/** The first series of a request; undefined where it has none. @throws Malformed */
export function firstSeries(request: Uint8Array): FirstSeries | undefined {
  const [first] = partsOf(request, 0, request.length);
  if (first === undefined) return undefined;
  const inside = partsOf(request, first.body, first.end);
  const times = inside.filter(isPoint).map(({ tag, body, end }) => timeOf(request, tag, body, end));
  return {
    labels: inside.filter(({ tag }) => tag === LABEL).map(({ body, end }) => readLabel(request, body, end)),
    from: times[0] ?? 0,
    to: times.at(-1) ?? 0,
    samples: times.length,
  };
}

/** How many samples a request holds. @throws Malformed */
export const samplesOf = (request: Uint8Array): number =>
  partsOf(request, 0, request.length).reduce(
    (sum, { body, end }) => sum + partsOf(request, body, end).filter(isPoint).length,
    0,
  );

/** The time of a Sample or a Histogram. */
function timeOf(bytes: Uint8Array, tag: number, from: number, end: number): number {
  const wanted = tag === SAMPLE ? SAMPLE_TIME : HISTOGRAM_TIME;
  const cursor: Cursor = { at: from };
  while (cursor.at < end) {
    const field = readVarint(bytes, cursor, end);
    if (field === wanted) return readInt64(bytes, cursor, end);
    skipField(bytes, cursor, field, end);
  }
  return 0;
}
