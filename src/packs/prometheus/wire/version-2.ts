import {
  fieldTag,
  HISTOGRAM,
  LABEL,
  LABEL_NAME,
  LABEL_VALUE,
  readLength,
  SAMPLE,
  SERIES,
} from './message.ts';
import { readVarint, skipField, varintLength, writeVarint } from './varint.ts';

/** A remote_write 2.0 request (io.prometheus.write.v2.Request), and what it holds. */
export interface Version2 {
  readonly bytes: Uint8Array;
  /** Of floats. */
  readonly samples: number;
  readonly histograms: number;
}

/** Fields of io.prometheus.write.v2; a Sample has the same number as in 1.0. */
const SYMBOL_2 = fieldTag(4, 2);
const SERIES_2 = fieldTag(5, 2);
const REFERENCES_2 = fieldTag(1, 2);
const HISTOGRAM_2 = fieldTag(3, 2);

/** Each text of a request once; the first is empty, as the format wants it. */
class Symbols {
  readonly texts: Uint8Array[] = [new Uint8Array(0)];
  readonly #numbers = new Map<string, number>([['', 0]]);

  numberOf(text: Uint8Array): number {
    const key = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** Numbers of a Label's name and value. */
function referencesOf(bytes: Uint8Array, from: number, end: number, symbols: Symbols): [number, number] {
  const references: [number, number] = [0, 0];
  const cursor = { at: from };
  while (cursor.at < end) {
    const tag = readVarint(bytes, cursor, end);
    if (tag !== LABEL_NAME && tag !== LABEL_VALUE) {
      skipField(bytes, cursor, tag, end);
      continue;
    }
    const length = readLength(bytes, cursor, end);
    references[tag === LABEL_NAME ? 0 : 1] = symbols.numberOf(bytes.subarray(cursor.at, cursor.at + length));
    cursor.at += length;
  }
  return references;
}

/** A field of bytes: tag, length, and what follows. */
function headOf(tag: number, length: number): Uint8Array {
  const head = new Uint8Array(1 + varintLength(length));
  head[0] = tag;
  writeVarint(head, 1, length);
  return head;
}

function packed(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.reduce((sum, number) => sum + varintLength(number), 0));
  let at = 0;
  for (const number of numbers) at = writeVarint(bytes, at, number);
  return bytes;
}

/**
 * The request of version 2.0 that holds what one of version 1.0 holds: texts become numbers, points are copied.
 * @param request uncompressed @throws Malformed
 */
export function asVersion2(request: Uint8Array): Version2 {
  const symbols = new Symbols();
  const series: Uint8Array[] = [];
  const found = { samples: 0, histograms: 0 };
  const cursor = { at: 0 };
  while (cursor.at < request.length) {
    const tag = readVarint(request, cursor, request.length);
    if (tag !== SERIES) {
      skipField(request, cursor, tag, request.length);
      continue;
    }
    const length = readLength(request, cursor, request.length);
    series.push(...seriesParts(request, cursor.at, cursor.at + length, symbols, found));
    cursor.at += length;
  }
  const texts = symbols.texts.flatMap((text) => [headOf(SYMBOL_2, text.length), text]);
  return { bytes: Buffer.concat([...texts, ...series]), ...found };
}

function seriesParts(
  request: Uint8Array,
  from: number,
  end: number,
  symbols: Symbols,
  found: { samples: number; histograms: number },
): Uint8Array[] {
  const references: number[] = [];
  const points: Uint8Array[] = [];
  const cursor = { at: from };
  while (cursor.at < end) {
    const start = cursor.at;
    const tag = readVarint(request, cursor, end);
    if (tag !== LABEL && tag !== SAMPLE && tag !== HISTOGRAM) {
      skipField(request, cursor, tag, end);
      continue;
    }
    const length = readLength(request, cursor, end);
    if (tag === LABEL) references.push(...referencesOf(request, cursor.at, cursor.at + length, symbols));
    else if (tag === SAMPLE) points.push(request.subarray(start, cursor.at + length));
    else points.push(headOf(HISTOGRAM_2, length), request.subarray(cursor.at, cursor.at + length));
    if (tag === SAMPLE) found.samples++;
    if (tag === HISTOGRAM) found.histograms++;
    cursor.at += length;
  }
  const labels = packed(references);
  const parts = [headOf(REFERENCES_2, labels.length), labels, ...points];
  return [
    headOf(
      SERIES_2,
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
    ...parts,
  ];
}
