import { expect, test } from 'vitest';
import { CopySink, SAME_LABELS } from '../../../src/packs/prometheus/backfill/copy-range.ts';
import { Digests } from '../../../src/packs/prometheus/backfill/digests.ts';
import { OtherChunks, readFrame, readResponse } from '../../../src/packs/prometheus/wire/series.ts';
import { encode } from './proto.ts';

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

test('a series whose floats are newer than its histograms is read', () => {
  const mixed = digestOf({
    labels,
    samples: [{ timestamp: NOW + 1000, value: 1 }],
    histograms: [histogram(NOW, 3, 1.5)],
  });
  expect(mixed.samples).toBe(2);
});

const frame = (type: number, data: readonly number[]): Uint8Array =>
  encode('ChunkedReadResponse', {
    chunked_series: [{ labels, chunks: [{ type, data: Uint8Array.from(data) }] }],
  });

const readAll = (bytes: Uint8Array): unknown => {
  const sink = new CopySink(undefined, new Digests(), { relabelling: SAME_LABELS, fidelity: 'exact' });
  try {
    readFrame(bytes, 0, bytes.length, sink);
    return 'read';
  } catch (error) {
    return error instanceof OtherChunks ? error.holdsHistograms : error;
  }
};

test.each([
  [2, true],
  [3, true],
  [4, false],
  [5, true],
  [6, true],
])('chunks of encoding %i: whether they hold histograms is %s', (encoding, holds) => {
  expect(readAll(frame(encoding, [0, 1, 9, 9]))).toBe(holds);
});

test('a histogram chunk without samples is not a histogram that the source hides', () => {
  expect(readAll(frame(2, [0, 0, 0]))).toBe('read');
});
