import { expect, test } from 'vitest';
import { Digests, MOST_VALUES } from '../../../src/packs/prometheus/backfill/digests.ts';
import { Samples } from '../../../src/packs/prometheus/wire/samples.ts';

const STALE = [0x7ff0_0000, 2] as const;
const OTHER_NAN = [0x7ff8_0000, 1] as const;
type Value = number | typeof STALE | typeof OTHER_NAN;

function samplesOf(values: readonly Value[], from = 0): Samples {
  const samples = new Samples();
  for (const [index, value] of values.entries()) {
    const time = 1000 * (from + index + 1);
    if (typeof value === 'number') samples.addValue(time, value);
    else samples.add(time, value[0], value[1]);
  }
  return samples;
}

const KEY = { high: 1, low: 2 };

/** Whether a store that rounds, and holds these values, is found to have what it was sent. */
function isFoundEqual(sent: readonly Value[], held: readonly Value[]): boolean {
  const source = new Digests();
  source.addAll(source.numberOf(KEY), samplesOf(sent), 'rounded');
  const there = new Digests();
  there.addHeld(there.numberOf(KEY), samplesOf(held), 'rounded', source);
  return source.notIn(there).length === 0;
}

test.each<[string, readonly Value[], readonly Value[]]>([
  ['values at the places of others', [0, 1, 0, 1], [1, 0, 1, 0]],
  ['an infinity of the other sign', [1, Number.POSITIVE_INFINITY], [1, Number.NEGATIVE_INFINITY]],
  ['an infinity for a number', [1, 2], [1, Number.POSITIVE_INFINITY]],
  ['a small value beside a large one', [1e18, 123.456], [1e18, 0]],
  ['a stale marker for a number', [1, 2], [1, STALE]],
  ['a number for a stale marker', [1, STALE], [1, 0]],
  ['eleven digits', [1.234_567_890_12, 1], [1.234_567_890_1, 1]],
  ['fewer samples', [1, 2], [1]],
  ['more samples', [1, 2], [1, 2, 2]],
])('a store that rounds is found to hold %s', (_, sent, held) => {
  expect(isFoundEqual(sent, held)).toBe(false);
  expect(isFoundEqual(sent, sent)).toBe(true);
});

test('a store that rounds may keep 12 digits, no sign of a zero, and no NaN but the stale marker', () => {
  const third = 1 / 3;
  expect(isFoundEqual([third, -0, STALE, 5], [0.333_333_333_333, 0, STALE, 5])).toBe(true);
});

test.each([
  ['to twelve digits', 0.999, 1 / 3, 0.333_333_333_333_3, 0],
  ['to eleven digits', 0.999, 1 / 3, 0.333_333_333_33, undefined],
  ['by less than the digits of the block', 0.999, 7.890_123_456_789_5e-7, 7.890_123_456_78e-7, 1],
  ['by more than the digits of the block', 0.999, 7.890_123_456_789_5e-7, 7.890_123_45e-7, undefined],
  ['down to six digits', 1e9, 1.234_567e-3, 1.234_566e-3, 1],
  ['below six digits', 1e9, 1.23e-4, 1.22e-4, undefined],
])('a value that a store rounds %s, beside a larger one', (_, large, sent, held, coarse) => {
  const source = new Digests();
  source.addAll(source.numberOf(KEY), samplesOf([large, sent]), 'rounded');
  const there = new Digests();
  there.addHeld(there.numberOf(KEY), samplesOf([large, held]), 'rounded', source);
  expect(source.notIn(there)).toEqual(coarse === undefined ? [KEY] : []);
  expect(there.coarse).toBe(coarse ?? 0);
});

test('a sample that is not stored counts on neither side', () => {
  const source = new Digests();
  expect(source.addAll(source.numberOf(KEY), samplesOf([OTHER_NAN, 5]), 'rounded')).toBe(1);
  const held = new Digests();
  held.addHeld(held.numberOf(KEY), samplesOf([5], 1), 'rounded', source);
  expect(source.notIn(held)).toEqual([]);
});

test('values of series that come in turn are compared at their places', () => {
  const other = { high: 3, low: 4 };
  const parts = [
    [KEY, samplesOf([1, 2])],
    [other, samplesOf([7, 8])],
    [KEY, samplesOf([3, 4], 2)],
    [other, samplesOf([9], 2)],
  ] as const;
  const source = new Digests();
  for (const [key, samples] of parts) source.addAll(source.numberOf(key), samples, 'rounded');
  const held = new Digests();
  held.addHeld(held.numberOf(other), samplesOf([7, 8, 9]), 'rounded', source);
  held.addHeld(held.numberOf(KEY), samplesOf([1, 2, 3, 5]), 'rounded', source);
  expect(source.notIn(held)).toEqual([KEY]);
});

test('a series that was not seen is not made by asking for it', () => {
  const digests = new Digests();
  digests.add(digests.numberOf({ high: 1, low: 2 }), 0, 0, 0);
  expect([digests.has({ high: 1, low: 2 }), digests.has({ high: 2, low: 1 })]).toEqual([true, false]);
  expect(digests.series).toBe(1);
});

test('more values than fit are told, and counted all the same', () => {
  const digests = new Digests();
  const many = samplesOf(Array.from({ length: 10_000 }, () => 1));
  for (let part = 0; part * 10_000 < MOST_VALUES; part++)
    digests.addAll(digests.numberOf({ high: part, low: 0 }), many, 'rounded');
  expect(digests.isOverfull).toBe(false);
  digests.addAll(digests.numberOf(KEY), many, 'rounded');
  expect([digests.isOverfull, digests.samples]).toEqual([true, MOST_VALUES + 10_000]);
  digests.clear();
  expect(digests.isOverfull).toBe(false);
});
