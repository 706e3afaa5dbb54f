import { addLabelText, keyOfLabels, type SeriesKey } from './labels.ts';
import { Samples } from './samples.ts';
import { Malformed } from './varint.ts';

/** Takes what a store holds, series after series: a key, then its samples, in an object that is used again. */
export interface HeldSink {
  series(key: SeriesKey): void;
  samples(samples: Samples): void;
}

const NEWLINE = 0x0a;
const VALUES = Buffer.from('},"values":[');
const TIMES = Buffer.from('],"timestamps":[');
const [COMMA, DOT, MINUS, ZERO, NINE, BRACKET] = [0x2c, 0x2e, 0x2d, 0x30, 0x39, 0x5d] as const;
/** Numbers of so many digits, times or by so small a power of ten, are exact when they are put together in doubles. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);
const STALE_HIGH = 0x7ff0_0000;
const STALE_LOW = 2;

interface Exported {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (number | string | null)[];
  readonly timestamps: readonly number[];
}

const keyOf = (metric: Readonly<Record<string, string>>): SeriesKey =>
  keyOfLabels(Object.entries(metric).map(([name, text]) => ({ name, value: text })));

/** VictoriaMetrics 1.79 writes infinite values as no JSON has them: `[+Inf,-Inf]`. Texts are matched to be left alone. */
const BARE_NUMBERS = /"(?:[^"\\]|\\.)*"|[+-]?Inf(?:inity)?\b|NaN\b/g;
const quoted = (word: string): string => (word.startsWith('"') ? word : `"${word}"`);

/** A value as a text: 1.115 puts infinities into quotes. */
const numberIn = (text: string): number => Number(text.replace(/Inf$/, 'Infinity'));

/** @throws Malformed where a value is neither a number nor null */
function heldIn(word: string): number | null {
  if (word === 'null') return null;
  const number = numberIn(word.replace(/^"(.*)"$/, '$1'));
  if (word === '' || (Number.isNaN(number) && !/NaN/.test(word)))
    throw new Malformed(`${word} is not a value`);
  return number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const METRIC = Buffer.from('{"metric":{');

/** The key of the labels that a line begins with. @param end behind the brace that closes them */
function keyIn(line: Buffer, end: number): SeriesKey {
  const escaped = line.indexOf(BACKSLASH);
  const isPlain =
    (escaped < 0 || escaped > end) && line.compare(METRIC, 0, METRIC.length, 0, METRIC.length) === 0;
  if (!isPlain) return keyOf((JSON.parse(`${line.toString('utf8', 0, end)}}`) as Exported).metric);
  const key = { high: 0, low: 0 };
  for (let at = METRIC.length; line[at] === QUOTE; ) {
    const nameEnd = line.indexOf(QUOTE, at + 1);
    const valueFrom = nameEnd + 3;
    const valueEnd = line.indexOf(QUOTE, valueFrom);
    addLabelText(key, line, at + 1, nameEnd, valueFrom, valueEnd);
    at = valueEnd + 2;
  }
  return key;
}

/**
 * Reads the JSON lines of VictoriaMetrics' `/api/v1/export`, part by part. Numbers are read from the bytes, as JSON.parse
 * takes three times as long for them; a line that is written in another way is left to it.
 */
export class ExportReader {
  readonly #sink: HeldSink;
  #rest: Uint8Array[] = [];
  #times = new Float64Array(1024);
  readonly #samples = new Samples();

  constructor(sink: HeldSink) {
    this.#sink = sink;
  }

  /** Takes the next part of the body. @throws Malformed, SyntaxError for a line that is none */
  push(part: Uint8Array): void {
    let from = 0;
    for (let end = part.indexOf(NEWLINE); end >= 0; end = part.indexOf(NEWLINE, from)) {
      const line = part.subarray(from, end);
      this.#readLine(this.#rest.length === 0 ? asBuffer(line) : Buffer.concat([...this.#rest, line]));
      this.#rest = [];
      from = end + 1;
    }
    if (from < part.length) this.#rest.push(part.subarray(from));
  }

  /** To be called at the end of the body. @throws Malformed where its last line is cut off */
  finish(): void {
    if (this.#rest.length > 0) throw new Malformed('the last line is not whole');
  }

  #readLine(line: Buffer): void {
    if (line.length === 0) return;
    // A quote within a name or a value has a backslash before it, so that these words stand nowhere else.
    const valuesAt = line.indexOf(VALUES);
    const timesAt = valuesAt < 0 ? -1 : line.indexOf(TIMES, valuesAt);
    const count = timesAt < 0 ? -1 : this.#readTimes(line, timesAt + TIMES.length);
    if (count < 0) {
      this.#readSlowly(line);
      return;
    }
    this.#sink.series(keyIn(line, valuesAt + 1));
    this.#readValues(line, valuesAt + VALUES.length, timesAt, count);
    this.#handOn();
  }

  #handOn(): void {
    this.#sink.samples(this.#samples);
    this.#samples.clear();
  }

  /** @returns how many times there are; negative where something else stands there */
  #readTimes(line: Buffer, from: number): number {
    let count = 0;
    let time = 0;
    for (let at = from; at < line.length; at++) {
      const byte = line[at] as number;
      if (byte >= ZERO && byte <= NINE) {
        time = time * 10 + byte - ZERO;
        continue;
      }
      if ((byte !== COMMA && byte !== BRACKET) || at === from) return -1;
      if (count === this.#times.length) {
        const longer = new Float64Array(count * 2);
        longer.set(this.#times);
        this.#times = longer;
      }
      this.#times[count++] = time;
      time = 0;
      if (byte === BRACKET) return count;
    }
    return -1;
  }

  #readValues(line: Buffer, from: number, end: number, count: number): void {
    let at = from;
    for (let index = 0; index < count; index++) {
      if (at >= end) throw new Malformed('a line has fewer values than times');
      at = this.#readValue(line, at, end, this.#times[index] as number) + 1;
    }
    if (at !== end + 1) throw new Malformed('a line has more values than times');
  }

  /** @returns where the value ends */
  #readValue(line: Buffer, from: number, end: number, time: number): number {
    let at = from;
    const isNegative = line[at] === MINUS;
    if (isNegative) at++;
    let digits = 0;
    let number = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = line[at] as number;
      if (byte >= ZERO && byte <= NINE) {
        number = number * 10 + byte - ZERO;
        digits++;
      } else if (byte === DOT && point < 0) point = digits;
      else break;
    }
    const isPlain = (at === end || line[at] === COMMA) && digits > 0 && digits <= EXACT_DIGITS;
    if (isPlain) {
      const magnitude = point < 0 ? number : number / (POWERS[digits - point] as number);
      this.#samples.addValue(time, isNegative ? -magnitude : magnitude);
      return at;
    }
    const comma = line.indexOf(COMMA, from);
    const stop = comma < 0 || comma > end ? end : comma;
    this.#take(time, heldIn(line.toString('latin1', from, stop)));
    return stop;
  }

  #readSlowly(line: Buffer): void {
    const { metric, values, timestamps } = JSON.parse(
      line.toString('utf8').replace(BARE_NUMBERS, quoted),
    ) as Exported;
    if (values.length !== timestamps.length) throw new Malformed('a line has not as many values as times');
    this.#sink.series(keyOf(metric));
    for (const [index, time] of timestamps.entries()) this.#take(time, values[index] ?? null);
    this.#handOn();
  }

  /** null is a stale marker; infinities are texts. */
  #take(time: number, held: number | string | null): void {
    if (held === null) this.#samples.add(time, STALE_HIGH, STALE_LOW);
    else this.#samples.addValue(time, typeof held === 'number' ? held : numberIn(held));
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
