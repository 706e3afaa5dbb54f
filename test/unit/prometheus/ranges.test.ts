import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthOf, merged, type Range, without } from '../../../src/packs/prometheus/backfill/ranges.ts';

const moment = fc.integer({ min: 0, max: 60 });
const range = fc.tuple(moment, moment);

const within = (ranges: readonly Range[], time: number): boolean =>
  ranges.some(([from, to]) => from <= time && time < to);
const moments = Array.from({ length: 61 }, (_, time) => time);

test('merged ranges hold the same moments, in order and apart', () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const one = merged(ranges);
      for (const time of moments) expect(within(one, time)).toBe(within(ranges, time));
      for (const [index, [from]] of one.entries()) expect(from).toBeGreaterThan(one[index - 1]?.[1] ?? -1);
    }),
  );
});

test('what is left holds just the moments that were not taken', () => {
  fc.assert(
    fc.property(range, fc.array(range), (whole, taken) => {
      const left = without(whole, taken);
      for (const time of moments)
        expect(within(left, time)).toBe(within([whole], time) && !within(taken, time));
      expect(lengthOf(left)).toBe(moments.filter((time) => within(left, time)).length);
    }),
  );
});
