import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asVersion2 } from '../../../src/packs/prometheus/wire/version-2.ts';
import { decode, encode } from './proto.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const series = fc.record({
  labels: fc.array(fc.record({ name: text, value: text }), { maxLength: 6 }),
  samples: fc.array(
    fc.record({
      value: fc.double({ noNaN: true }),
      timestamp: fc.integer({ min: -(2 ** 40), max: 2 ** 41 }),
    }),
    { maxLength: 20 },
  ),
  histograms: fc.array(
    fc.record({
      count_int: fc.nat(),
      sum: fc.double({ noNaN: true }),
      timestamp: fc.integer({ min: 1, max: 2 ** 41 }),
    }),
    { maxLength: 3 },
  ),
});

interface Decoded {
  readonly labels: readonly { readonly name?: string; readonly value?: string }[];
  readonly samples: readonly unknown[];
  readonly histograms: readonly unknown[];
}

interface Decoded2 extends Omit<Decoded, 'labels'> {
  readonly labels_refs: readonly number[];
}

test('version 2.0 holds what version 1.0 holds, each text once', () => {
  fc.assert(
    fc.property(fc.array(series, { maxLength: 8 }), (timeseries) => {
      const first = encode('WriteRequest', { timeseries });
      const second = asVersion2(first);
      const { symbols, timeseries: written } = decode('Request2', second.bytes) as unknown as {
        symbols: readonly string[];
        timeseries: readonly Decoded2[];
      };
      const back = written.map(({ labels_refs: references, samples, histograms }) => ({
        labels: Array.from({ length: references.length / 2 }, (_, index) => ({
          name: symbols[references[2 * index] as number],
          value: symbols[references[2 * index + 1] as number],
        })),
        samples,
        histograms,
      }));
      const before = (decode('WriteRequest', first).timeseries as unknown as readonly Decoded[]).map(
        ({ labels, samples, histograms }) => ({
          labels: labels.map(({ name = '', value = '' }) => ({ name, value })),
          samples,
          histograms,
        }),
      );
      expect(back).toEqual(before);
      expect(symbols[0]).toBe('');
      expect(new Set(symbols).size).toBe(symbols.length);
      expect(second.samples).toBe(before.reduce((sum, { samples }) => sum + samples.length, 0));
      expect(second.histograms).toBe(before.reduce((sum, { histograms }) => sum + histograms.length, 0));
    }),
  );
});
