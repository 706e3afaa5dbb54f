import fc from 'fast-check';
import { snappyCompressor, snappyUncompressor } from 'hysnappy';
import SnappyJS from 'snappyjs';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../src/packs/prometheus/wire/frames.ts';
import { readLabel } from '../../../src/packs/prometheus/wire/labels.ts';
import { OPERATORS, readRequest } from '../../../src/packs/prometheus/wire/read-request.ts';
import { Samples } from '../../../src/packs/prometheus/wire/samples.ts';
import {
  OtherChunks,
  readFrame,
  readResponse,
  type SeriesSink,
} from '../../../src/packs/prometheus/wire/series.ts';
import { firstSeries, halves, samplesOf } from '../../../src/packs/prometheus/wire/split.ts';
import { Malformed } from '../../../src/packs/prometheus/wire/varint.ts';
import { WriteRequest } from '../../../src/packs/prometheus/wire/write-request.ts';
import { readXorChunk } from '../../../src/packs/prometheus/wire/xor-chunk.ts';
import { castagnoli, frame } from './frames.ts';
import { decode, encode } from './proto.ts';
import { type Point, xorChunk } from './xor-encoder.ts';

const view = new DataView(new ArrayBuffer(8));
const numberOf = (bits: bigint): number => {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
};
const halvesOf = (bits: bigint): [number, number] => [Number(bits >> 32n), Number(bits & 0xffff_ffffn)];
const bitsOf = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

const NOW = 1_796_000_000_000;
const STALE = 0x7ff0_0000_0000_0002n;

const bits = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  fc.constantFrom(
    0n,
    1n << 63n,
    STALE,
    0x7ff8_0000_0000_0001n,
    0x7ff0_0000_0000_0000n,
    0x3ff0_0000_0000_0000n,
  ),
  fc.integer({ min: 0, max: 1000 }).map((value) => {
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  }),
);
const interval = fc.oneof(
  fc.constant(15_000),
  fc.integer({ min: 1, max: 20_000 }),
  fc.integer({ min: 1, max: 3_000_000 }),
  fc.constantFrom(1, 8192, 8193, 16_384, 65_536, 65_537, 524_288, 524_289, 10_000_000_000),
);
const points = fc
  .tuple(
    fc.integer({ min: -NOW, max: NOW }),
    fc.array(fc.tuple(interval, bits), { minLength: 1, maxLength: 200 }),
  )
  .map(([start, steps]) => {
    let time = start;
    return steps.map(([step, value]): Point => {
      time += step;
      return { time, bits: value };
    });
  });

const word = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const labels = fc
  .uniqueArray(fc.record({ name: word, value: word }), { selector: ({ name }) => name, maxLength: 8 })
  .map((all) => all.sort((a, b) => (a.name < b.name ? -1 : 1)));
const series = fc.record({ labels, points });

function pointsOf(all: Samples): Point[] {
  const found: Point[] = [];
  all.each((time, high, low) => found.push({ time, bits: bitsOf(high, low) }));
  return found;
}

/** What a sink was given. */
class Collected implements SeriesSink {
  readonly series: { labels: { name: string; value: string }[]; points: Point[]; histograms: number[] }[] =
    [];

  begin(bytes: Uint8Array, pairs: readonly number[], count: number): void {
    const found = Array.from({ length: count }, (_, index) =>
      readLabel(bytes, pairs[2 * index] as number, pairs[2 * index + 1] as number),
    );
    this.series.push({ labels: found, points: [], histograms: [] });
  }

  samples(all: Samples): void {
    this.series.at(-1)?.points.push(...pointsOf(all));
  }

  histogram(time: number): void {
    this.series.at(-1)?.histograms.push(time);
  }

  end(): void {}
}

const padded = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(bytes.length + 16);
  copy.set(bytes);
  return copy;
};

test('the check value of CRC-32C', () => {
  expect(castagnoli(Buffer.from('123456789'))).toBe(0xe306_9283);
});

test('an XOR chunk is read to the bit', () => {
  fc.assert(
    fc.property(points, (all) => {
      const chunk = xorChunk(all);
      const read = new Samples();
      expect(readXorChunk(padded(chunk), 0, chunk.length, read)).toBe(all.length);
      expect(pointsOf(read)).toEqual(all);
    }),
    { numRuns: 300 },
  );
});

test('a chunk that is cut off is never taken for a whole one', () => {
  fc.assert(
    fc.property(points, fc.nat(), (all, cut) => {
      const chunk = xorChunk(all);
      const end = cut % chunk.length;
      expect(() => readXorChunk(padded(chunk.subarray(0, end)), 0, end, new Samples())).toThrow(Malformed);
    }),
  );
});

const built = (
  all: readonly { labels: readonly { name: string; value: string }[]; points: readonly Point[] }[],
): WriteRequest => {
  const request = new WriteRequest(64);
  for (const one of all) {
    request.begin();
    for (const label of one.labels) {
      const bytes = encode('Label', label);
      request.label(bytes, 0, bytes.length);
    }
    for (const { time, bits: value } of one.points) request.sample(time, ...halvesOf(value));
    request.close();
  }
  return request;
};

/** Series as protobufjs decodes them, values as their bits. */
function decoded(bytes: Uint8Array): unknown {
  const { timeseries } = decode('WriteRequest', bytes) as {
    timeseries: { labels: unknown; samples: { value: number; timestamp: number }[] }[];
  };
  return timeseries.map((one) => ({
    labels: one.labels,
    samples: one.samples.map(({ value = 0, timestamp = 0 }) => [timestamp, value]),
  }));
}

const expected = (
  all: readonly { labels: readonly { name: string; value: string }[]; points: readonly Point[] }[],
): unknown =>
  all.map((one) => ({
    labels: one.labels,
    samples: one.points.map(({ time, bits: value }) => [time, numberOf(value)]),
  }));

test('a request says to protobufjs what was written', () => {
  fc.assert(
    fc.property(fc.array(series, { maxLength: 5 }), (all) => {
      const request = built(all);
      expect(decoded(request.bytes.subarray(0, request.length))).toEqual(expected(all));
      expect(request.count).toBe(all.reduce((sum, one) => sum + one.points.length, 0));
    }),
  );
});

test('a label may begin with a mark of the byte order', () => {
  const bytes = encode('Label', { name: '\ufeffa', value: '\ufeff' });
  expect(readLabel(bytes, 0, bytes.length)).toEqual({ name: '\ufeffa', value: '\ufeff' });
});

test('a series without samples leaves nothing behind', () => {
  const request = new WriteRequest(64);
  request.begin();
  const label = encode('Label', { name: 'a', value: 'b' });
  request.label(label, 0, label.length);
  request.close();
  expect(request.length).toBe(0);
  expect(request.series).toBe(0);
});

test('a series that goes on in another request keeps its labels, whatever its length', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 0, max: 200 }), (one, cut) => {
      const at = Math.min(cut, one.points.length);
      const first = built([{ ...one, points: one.points.slice(0, at) }]);
      const second = new WriteRequest(32);
      if (at === 0) return;
      second.continueFrom(first);
      for (const { time, bits: value } of one.points.slice(at)) second.sample(time, ...halvesOf(value));
      second.close();
      const rest = one.points.slice(at);
      expect(decoded(second.bytes.subarray(0, second.length))).toEqual(
        rest.length === 0 ? [] : expected([{ ...one, points: rest }]),
      );
    }),
  );
});

test('halves hold together what the whole holds, each series with its labels', () => {
  fc.assert(
    fc.property(fc.array(series, { minLength: 1, maxLength: 4 }), (all) => {
      const request = built(all);
      const whole = request.bytes.slice(0, request.length);
      const parts: Uint8Array[] = [];
      const split = (bytes: Uint8Array): void => {
        const two = halves(bytes);
        if (two === undefined) parts.push(bytes);
        else two.forEach(split);
      };
      split(whole);
      expect(parts.map(samplesOf)).toEqual(parts.map(() => 1));
      const flat = all.flatMap((one) => one.points.map((point) => ({ labels: one.labels, points: [point] })));
      expect(parts.flatMap((part) => decoded(part))).toEqual(expected(flat));
      const [first] = flat;
      expect(firstSeries(parts[0] as Uint8Array)).toEqual({
        labels: first?.labels,
        from: first?.points[0]?.time,
        to: first?.points[0]?.time,
        samples: 1,
      });
    }),
  );
});

test('SAMPLES of protobufjs are read to the bit, histograms by their time', () => {
  fc.assert(
    fc.property(
      fc.array(series, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: NOW })),
      (all, times) => {
        const timeseries = all.map((one) => ({
          labels: one.labels,
          samples: one.points.map(({ time, bits: value }) => ({ timestamp: time, value: numberOf(value) })),
          histograms: times.map((timestamp) => ({ timestamp, count_int: 3, sum: 1.5 })),
        }));
        const sink = new Collected();
        readResponse(padded(encode('ReadResponse', { results: [{ timeseries }] })).subarray(0, -16), sink);
        expect(
          sink.series.map((one) => ({
            labels: one.labels,
            samples: one.points.map((p) => [p.time, numberOf(p.bits)]),
          })),
        ).toEqual(expected(all));
        for (const one of sink.series) expect(one.histograms).toEqual(times);
      },
    ),
  );
});

test('frames are found however the body is cut into parts', () => {
  fc.assert(
    fc.property(
      fc.array(series, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (all, sizes) => {
        const body = Buffer.concat(
          all.map((one) =>
            frame(
              encode('ChunkedReadResponse', {
                chunked_series: [{ labels: one.labels, chunks: [{ type: 1, data: xorChunk(one.points) }] }],
              }),
            ),
          ),
        );
        const sink = new Collected();
        const reader = new FrameReader((bytes, from, end) =>
          readFrame(bytes, from, end, sink, () => undefined),
        );
        for (let at = 0, index = 0; at < body.length; index++) {
          const size = sizes[index % sizes.length] as number;
          reader.push(body.subarray(at, at + size));
          at += size;
        }
        reader.finish();
        expect(
          sink.series.map(({ labels: found, points: read }) => ({ labels: found, points: read })),
        ).toEqual(all);
      },
    ),
  );
});

const oneFrame = (): Uint8Array =>
  frame(
    encode('ChunkedReadResponse', {
      chunked_series: [{ labels: [], chunks: [{ type: 1, data: xorChunk([{ time: 1, bits: 0n }]) }] }],
    }),
  );

test('an error that stands where a frame should is no end', () => {
  const reader = new FrameReader(() => undefined);
  reader.push(oneFrame());
  expect(() => {
    reader.push(Buffer.from('error: chunk of block 01H is corrupt\n'));
    reader.finish();
  }).toThrow('error: chunk of block 01H is corrupt');
});

test('a byte that was changed on the way is noticed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = oneFrame();
      const index = at % bytes.length;
      bytes[index] = (bytes[index] as number) ^ change;
      const reader = new FrameReader(() => undefined);
      expect(() => {
        reader.push(bytes);
        reader.finish();
      }).toThrow(Malformed);
    }),
  );
});

test('chunks of another encoding are told by their number', () => {
  const payload = encode('ChunkedReadResponse', {
    chunked_series: [{ labels: [], chunks: [{ type: 4, data: Buffer.from([0, 1]) }] }],
  });
  expect(() => readFrame(padded(payload), 0, payload.length, new Collected(), () => undefined)).toThrow(
    OtherChunks,
  );
});

test('a read request asks for STREAMED, the end included, and gives no hints', () => {
  const matchers = OPERATORS.map((operator, index) => ({ name: `n${index}`, operator, value: 'v' }));
  const { queries, accepted_response_types: types } = decode(
    'ReadRequest',
    readRequest(matchers, 1000, 2000, true),
  ) as {
    queries: unknown;
    accepted_response_types: unknown;
  };
  expect(types).toEqual([1]);
  expect(queries).toEqual([
    {
      start_timestamp_ms: 1000,
      end_timestamp_ms: 1999,
      matchers: [
        { name: 'n0', value: 'v' },
        { type: 1, name: 'n1', value: 'v' },
        { type: 2, name: 'n2', value: 'v' },
        { type: 3, name: 'n3', value: 'v' },
      ],
    },
  ]);
});

test('two snappy libraries understand each other', () => {
  const compress = snappyCompressor();
  const uncompress = snappyUncompressor();
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 5000 }),
      fc.integer({ min: 1, max: 40 }),
      (bytes, times) => {
        const text = Buffer.concat(Array.from({ length: times }, () => bytes));
        expect(Buffer.from(SnappyJS.uncompress(compress(text))).equals(text)).toBe(true);
        expect(Buffer.from(uncompress(SnappyJS.compress(text), text.length)).equals(text)).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});
