import { type Cursor, Malformed, readVarint } from './varint.ts';

/** How protobuf lays a value out. */
type Layout = 0 | 1 | 2;

/** What protobuf writes before a field: its number and layout (0 varint, 1 eight bytes, 2 bytes with their length). */
export const fieldTag = (number: number, layout: Layout): number => (number << 3) | layout;

/** Of prometheus.WriteRequest and QueryResult: a TimeSeries. */
export const SERIES = fieldTag(1, 2);

/** Of a TimeSeries; ChunkedSeries has its labels there too. */
export const LABEL = fieldTag(1, 2);
export const SAMPLE = fieldTag(2, 2);
export const HISTOGRAM = fieldTag(4, 2);

/** Of a Label. */
export const LABEL_NAME = fieldTag(1, 2);
export const LABEL_VALUE = fieldTag(2, 2);

/** Of a Sample. */
export const SAMPLE_VALUE = fieldTag(1, 1);
export const SAMPLE_TIME = fieldTag(2, 0);

/** Of a Histogram. */
export const HISTOGRAM_TIME = fieldTag(15, 0);

/** The length of a field of bytes, all of which must be there. @throws Malformed */
export function readLength(bytes: Uint8Array, cursor: Cursor, end: number): number {
  const length = readVarint(bytes, cursor, end);
  if (cursor.at + length > end) throw new Malformed('a message is cut off');
  return length;
}
