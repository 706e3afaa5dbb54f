import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { HttpClient } from '../../../src/live/http-client.ts';
import { CopySink, SAME_LABELS } from '../../../src/packs/prometheus/backfill/copy-range.ts';
import { Digests } from '../../../src/packs/prometheus/backfill/digests.ts';
import { readRange } from '../../../src/packs/prometheus/backfill/read-range.ts';
import { readLabel } from '../../../src/packs/prometheus/wire/labels.ts';
import { OtherChunks, readFrame, readResponse } from '../../../src/packs/prometheus/wire/series.ts';
import { type Embedded, embedded, type ReadRequest, readRequestIn, streamed } from './embedded.ts';
import { encode } from './proto.ts';
import { xorChunk } from './xor-encoder.ts';

const NOW = 1_796_000_000_000;
const labels = [{ name: '__name__', value: 'seconds' }];

function digestOf(timeseries: object): Digests {
  const digests = new Digests();
  const sink = new CopySink(undefined, digests, { relabelling: SAME_LABELS, fidelity: 'exact' });
  readResponse(encode('ReadResponse', { results: [{ timeseries: [timeseries] }] }), sink);
  return digests;
}

const histogram = (time: number, count: number, sum: number) => ({ timestamp: time, count_int: count, sum });

test('histograms of other contents at the same time are not equal', () => {
  const source = digestOf({ labels, histograms: [histogram(NOW, 3, 1.5)] });
  expect(source.notIn(digestOf({ labels, histograms: [histogram(NOW, 3, 1.5)] }))).toEqual([]);
  expect(source.notIn(digestOf({ labels, histograms: [histogram(NOW, 4, 1.5)] }))).toHaveLength(1);
  expect(source.notIn(digestOf({ labels, histograms: [histogram(NOW, 3, 2.5)] }))).toHaveLength(1);
});

test('histograms of custom buckets whose bounds a store has lost are not equal', () => {
  const custom = { ...histogram(NOW, 3, 1.5), custom_values: [0.5, 1, 2] };
  const source = digestOf({ labels, histograms: [custom] });
  expect(source.notIn(digestOf({ labels, histograms: [{ ...custom }] }))).toEqual([]);
  expect(source.notIn(digestOf({ labels, histograms: [histogram(NOW, 3, 1.5)] }))).toHaveLength(1);
  const others = [{ ...custom, custom_values: [0.5, 1, 4] }];
  expect(source.notIn(digestOf({ labels, histograms: others }))).toHaveLength(1);
});

test('a series whose floats are newer than its histograms is read', () => {
  const mixed = digestOf({
    labels,
    samples: [{ timestamp: NOW + 1000, value: 1 }],
    histograms: [histogram(NOW, 3, 1.5)],
  });
  expect(mixed.samples).toBe(2);
});

interface Chunk {
  readonly type: number;
  readonly data: Uint8Array;
}

const frameOf = (name: string, chunks: readonly Chunk[]): Uint8Array =>
  encode('ChunkedReadResponse', {
    chunked_series: [{ labels: [{ name: '__name__', value: name }], chunks }],
  });

const frame = (type: number, data: readonly number[]): Uint8Array =>
  frameOf('seconds', [{ type, data: Uint8Array.from(data) }]);

/** What became of a frame: whether it holds histograms that have to be asked for, or why it cannot be read. */
const readAll = (bytes: Uint8Array): unknown => {
  const sink = new CopySink(undefined, new Digests(), { relabelling: SAME_LABELS, fidelity: 'exact' });
  let found = 'no histograms';
  try {
    readFrame(bytes, 0, bytes.length, sink, () => {
      found = 'histograms';
    });
    return found;
  } catch (error) {
    return error instanceof OtherChunks ? error.message : error;
  }
};

test.each([
  [2, 'histograms'],
  [3, 'histograms'],
  [4, 'chunks of encoding 4'],
  [5, 'histograms'],
  [6, 'histograms'],
])('chunks of encoding %i: %s', (encoding, found) => {
  expect(readAll(frame(encoding, [0, 1, 9, 9]))).toBe(found);
});

test('a histogram chunk without samples is not a histogram that the source hides', () => {
  expect(readAll(frame(2, [0, 0, 0]))).toBe('no histograms');
});

const NEGATIVE_ZERO = 1n << 63n;
const STALE = 0x7ff0_0000_0000_0002n;
const HISTOGRAM_CHUNK: Chunk = { type: 2, data: Uint8Array.of(0, 1, 9, 9) };
const floats = (time: number, ...bits: readonly bigint[]): Chunk => ({
  type: 1,
  data: xorChunk(bits.map((one, index) => ({ time: time + index, bits: one }))),
});

/**
 * Answers STREAMED with a series of floats, one of floats and histograms, and one of histograms alone; and SAMPLES as a
 * Prometheus does, without the sign of a zero.
 */
const mixedSource = (asked: ReadRequest[], histograms: boolean): Promise<Embedded> =>
  embedded((one) => {
    const request = readRequestIn(one);
    asked.push(request);
    if (request.accepted_response_types.length > 0)
      return streamed([
        frameOf('floats', [floats(NOW, NEGATIVE_ZERO, STALE)]),
        frameOf('mixed', [floats(NOW, NEGATIVE_ZERO), HISTOGRAM_CHUNK]),
        frameOf('seconds.total', [HISTOGRAM_CHUNK]),
      ]);
    const series = (name: string, samples: readonly object[], times: readonly number[]): object => ({
      labels: [{ name: '__name__', value: name }],
      samples,
      histograms: histograms ? times.map((time) => histogram(time, 3, 1.5)) : [],
    });
    return {
      headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
      body: compress(
        encode('ReadResponse', {
          results: [
            {
              timeseries: [
                series('mixed', [{ timestamp: NOW, value: 0 }], [NOW + 5]),
                series('seconds.total', [], [NOW + 1, NOW + 2]),
              ],
            },
          ],
        }),
      ),
    };
  });

async function readMixed(from: Embedded, histograms: 'read' | 'skip' = 'read') {
  const found: string[] = [];
  let name = '';
  const client = new HttpClient({ timeout: 5000 });
  const { hidesHistograms } = await readRange(
    {
      client,
      url: new URL(`${from.url}/api/v1/read`),
      matchers: [{ name: 'job', operator: '=', value: 'node' }],
      maxBytes: 1_000_000,
    },
    [NOW, NOW + 1000],
    () => ({
      begin(bytes, labels) {
        name = readLabel(bytes, labels[0] as number, labels[1] as number).value;
      },
      samples: (all) =>
        all.each((time, high, low) => {
          found.push(`${name} ${time - NOW} ${high.toString(16)} ${low.toString(16)}`);
        }),
      histogram: (time) => void found.push(`${name} ${time - NOW} histogram`),
      end: () => undefined,
    }),
    { histograms },
  );
  client.close();
  return { found, hidesHistograms };
}

const FLOATS = ['floats 0 80000000 0', 'floats 1 7ff00000 2', 'mixed 0 80000000 0'];

test('a server that never answers without chunks of an unknown form is refused for good', async () => {
  await using source = await embedded(() => streamed([frame(4, [0, 1])]));
  await expect(readMixed(source)).rejects.toMatchObject({
    name: 'Error',
    what: 'final',
    message: expect.stringContaining('chunks of encoding 4'),
  });
});

test('floats keep every bit beside histograms, which are asked for alone', async () => {
  const asked: ReadRequest[] = [];
  await using source = await mixedSource(asked, true);
  const { found, hidesHistograms } = await readMixed(source);
  expect(found).toEqual([
    ...FLOATS,
    'mixed 5 histogram',
    'seconds.total 1 histogram',
    'seconds.total 2 histogram',
  ]);
  expect(hidesHistograms).toBe(false);
  expect(asked.map(({ queries: [query] }) => query?.matchers.map(({ value }) => value))).toEqual([
    ['node'],
    ['node', 'mixed|seconds\\.total'],
  ]);
});

test('histograms that SAMPLES does not hold are told', async () => {
  await using source = await mixedSource([], false);
  expect(await readMixed(source)).toEqual({ found: FLOATS, hidesHistograms: true });
});

test('histograms that are dropped are not asked for', async () => {
  const asked: ReadRequest[] = [];
  await using source = await mixedSource(asked, true);
  expect((await readMixed(source, 'skip')).found).toEqual(FLOATS);
  expect(asked).toHaveLength(1);
});
