import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExportReader } from '../../../src/packs/prometheus/wire/export-lines.ts';
import { keyOfLabels } from '../../../src/packs/prometheus/wire/labels.ts';

type Value = number | string | null;

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly Value[];
  readonly timestamps: readonly number[];
}

const view = new DataView(new ArrayBuffer(8));
const bitsOf = (value: Value): string => {
  if (value === null) return '7ff0000000000002';
  view.setFloat64(0, Number(value));
  return view.getBigUint64(0).toString(16);
};

/** What the reader hands out, when the text comes in parts that end at these places. */
function read(text: string, cuts: readonly number[] = []): unknown[] {
  const found: unknown[] = [];
  const reader = new ExportReader({
    series: (key) => found.push({ ...key }),
    samples: (all) =>
      all.each((time, high, low) => found.push([time, ((BigInt(high) << 32n) | BigInt(low)).toString(16)])),
  });
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.push(bytes.subarray(from, Math.max(from, cut)));
    from = Math.max(from, cut);
  }
  reader.push(bytes.subarray(from));
  reader.finish();
  return found;
}

const expected = (series: readonly Series[]): unknown[] =>
  series.flatMap(({ metric, values, timestamps }) => [
    keyOfLabels(Object.entries(metric).map(([name, value]) => ({ name, value }))),
    ...timestamps.map((time, index) => [time, bitsOf(values[index] ?? null)]),
  ]);

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.integer({ min: -1e9, max: 1e9 }).map((number) => number / 1000),
  fc.constantFrom<Value>(null, 'Infinity', '-Infinity', 0, 1e21, 5e-324, 2 ** 53 + 2, 0.1),
);
const anySeries: fc.Arbitrary<Series> = fc
  .record({
    metric: fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' })),
    samples: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 42 }), value), { minLength: 1 }),
  })
  .map(({ metric, samples }) => ({
    metric,
    values: samples.map(([, held]) => held),
    timestamps: samples.map(([time]) => time),
  }));
const textOf = (series: readonly Series[]): string =>
  series.map((one) => `${JSON.stringify(one)}\n`).join('');

test('reads every line as JSON.parse does, wherever the parts of the body end', () => {
  fc.assert(
    fc.property(fc.array(anySeries), fc.array(fc.nat(2000)), (series, cuts) => {
      const text = textOf(series);
      const within = cuts.map((cut) => Math.min(cut, Buffer.byteLength(text)));
      // JSON.stringify writes no -0.
      const written = series.map((one) => JSON.parse(JSON.stringify(one)) as Series);
      expect(read(text, within)).toEqual(expected(written));
    }),
  );
});

test('keeps the sign of zero', () => {
  expect(read('{"metric":{"a":"b"},"values":[-0],"timestamps":[1]}\n')[1]).toEqual([1, bitsOf(-0)]);
});

test('is not misled by labels that hold the words of the format', () => {
  const series = [{ metric: { a: '},"values":[9],"timestamps":[9]' }, values: [1.5], timestamps: [1000] }];
  expect(read(textOf(series))).toEqual(expected(series));
});

test('leaves lines that are written in another way to JSON.parse', () => {
  const series = [{ metric: { a: 'b' }, values: [1.5, null], timestamps: [-1000, 2000] }];
  expect(read(textOf(series))).toEqual(expected(series));
  expect(read(' { "timestamps" : [ -1000, 2000 ], "values":[1.5,null] , "metric":{"a":"b"}}\n')).toEqual(
    expected(series),
  );
});

test.each([
  ['a line that is cut off', '{"metric":{},"values":[1],"timestamps":[1', /not whole/],
  ['fewer values than times', '{"metric":{},"values":[1],"timestamps":[1,2]}\n', /fewer values/],
  ['more values than times', '{"metric":{},"values":[1,2],"timestamps":[1]}\n', /more values/],
  ['no number', '{"metric":{},"values":[x],"timestamps":[1]}\n', /x is not a value/],
  ['the text of an error', 'cannot export\n', /JSON/],
])('refuses %s', (_, text, message) => {
  expect(() => read(text)).toThrow(message);
});
