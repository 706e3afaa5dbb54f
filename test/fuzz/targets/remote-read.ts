import assert from 'node:assert/strict';
import fc from 'fast-check';
import SnappyJS from 'snappyjs';
import type { HttpClient, HttpStream } from '../../../src/live/http-client.ts';
import { ReadFailure, readRange } from '../../../src/packs/prometheus/backfill/read-range.ts';
import { readHistogramBits } from '../../../src/packs/prometheus/wire/histogram.ts';
import { readLabel } from '../../../src/packs/prometheus/wire/labels.ts';
import type { SeriesSink } from '../../../src/packs/prometheus/wire/series.ts';
import { Malformed } from '../../../src/packs/prometheus/wire/varint.ts';
import { ok } from '../../../src/result.ts';
import { frame } from '../../unit/prometheus/frames.ts';
import { encode } from '../../unit/prometheus/proto.ts';
import { xorChunk } from '../../unit/prometheus/xor-encoder.ts';
import { type FuzzTarget, gist } from '../target.ts';

const STREAMED = 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse';
const SAMPLES = 'application/x-protobuf';

/** How the bytes behind the first one become an answer. */
const FORMS = {
  frames: { type: STREAMED, bodyOf: (bytes: Uint8Array) => bytes },
  // A checksum that is right, so that what is inside gets read.
  message: { type: STREAMED, bodyOf: frame },
  snappy: { type: SAMPLES, bodyOf: (bytes: Uint8Array) => bytes },
  samples: { type: SAMPLES, bodyOf: (bytes: Uint8Array) => new Uint8Array(SnappyJS.compress(bytes)) },
  text: { type: 'text/plain', bodyOf: (bytes: Uint8Array) => bytes },
} as const;
const NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];

function formOf(first = 0): (typeof FORMS)[keyof typeof FORMS] {
  return FORMS[NAMES[first % NAMES.length] ?? 'frames'];
}

/** Comes in parts, so that what is read does not depend on where a body is cut. */
async function* partsOf(body: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.slice(at, at + size);
}

function serverWith(type: string, body: Uint8Array): HttpClient {
  const answer: HttpStream = {
    status: 200,
    header: (name) => (name === 'content-type' ? type : undefined),
    get body() {
      return partsOf(body, 1 + (body.length % 97) * 7);
    },
    text: async () => Buffer.from(body).toString('latin1'),
    shown: (text) => text,
  };
  return { send: async () => ok(answer) } as unknown as HttpClient;
}

/** Looks at all that it is given, and counts it. */
class Counting implements SeriesSink {
  series = 0;
  samples_ = 0;
  histograms = 0;

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    this.series++;
    for (let index = 0; index < 2 * pairs; index += 2)
      readLabel(bytes, labels[index] as number, labels[index + 1] as number);
  }

  samples({ length, times }: { readonly length: number; readonly times: Float64Array }): void {
    assert.ok(length <= times.length);
    this.samples_ += length;
  }

  histogram(_: number, bytes: Uint8Array, from: number, end: number): void {
    this.histograms++;
    readHistogramBits(bytes, from, end);
  }

  end(): void {}
}

const MOST_BYTES = 1 << 20;
/** A sample takes two bits or more, so that an answer cannot hold more than this for each of its bytes. */
const SAMPLES_A_BYTE = 4;

async function checkAnswer(input: Uint8Array): Promise<string> {
  const { type, bodyOf } = formOf(input[0]);
  const body = bodyOf(input.subarray(1));
  const client = serverWith(type, body);
  const store = { client, url: new URL('http://127.0.0.1/read'), matchers: [], maxBytes: MOST_BYTES };
  const made: Counting[] = [];
  const sinkFor = () => made[made.push(new Counting()) - 1] as Counting;
  try {
    const { sink, hidesHistograms } = await readRange(store, [-(2 ** 60), 2 ** 60], sinkFor);
    const most = SAMPLES_A_BYTE * Math.max(input.length, type === SAMPLES ? MOST_BYTES : 0);
    assert.ok(sink.samples_ <= most, `${sink.samples_} samples in ${input.length} bytes`);
    return `read ${type} ${sink.samples_ > 0} ${sink.histograms > 0} ${hidesHistograms}`;
  } catch (error) {
    if (!(error instanceof ReadFailure) && !(error instanceof Malformed)) throw error;
    assert.ok(error.message.length < 3000, 'a message that nobody reads');
    return gist(error.message);
  }
}

const label = fc.record({ name: fc.constantFrom('__name__', 'a', ''), value: fc.string({ maxLength: 5 }) });
const point = fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
const chunk = fc.array(point, { minLength: 1, maxLength: 20 }).map((steps) => {
  let time = 0;
  return xorChunk(
    steps.map(([step, bits]) => {
      time += step;
      return { time, bits };
    }),
  );
});
const chunked = fc
  .array(
    fc.record({
      labels: fc.array(label, { maxLength: 3 }),
      chunks: fc.array(
        fc.record({
          type: fc.constantFrom(1, 1, 1, 1, 0, 2, 3, 4, 5, 6, 7),
          data: fc.oneof(chunk, fc.uint8Array({ maxLength: 40 })),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  )
  .map((chunked_series) => encode('ChunkedReadResponse', { chunked_series }));
const sampled = fc
  .array(
    fc.record({
      labels: fc.array(label, { maxLength: 3 }),
      samples: fc.array(fc.record({ value: fc.double(), timestamp: fc.integer() }), { maxLength: 5 }),
      histograms: fc.array(fc.record({ timestamp: fc.integer(), count_int: fc.nat(), sum: fc.double() }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 3 },
  )
  .map((timeseries) => encode('ReadResponse', { results: [{ timeseries }] }));

const formed = (form: keyof typeof FORMS, bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([NAMES.indexOf(form), ...bytes]);

export const remoteRead: FuzzTarget = {
  name: 'remote-read',
  holds: 'an answer of remote_read is data or a plain error, and no larger than what it is made of',
  inputs: fc.oneof(
    chunked.map((bytes) => formed('message', bytes)),
    fc.array(chunked, { maxLength: 3 }).map((all) => formed('frames', Buffer.concat(all.map(frame)))),
    sampled.map((bytes) => formed('samples', bytes)),
    sampled.map((bytes) => formed('snappy', new Uint8Array(SnappyJS.compress(bytes)))),
    fc.uint8Array({ maxLength: 60 }),
  ),
  runs: 400,
  check: checkAnswer,
};
