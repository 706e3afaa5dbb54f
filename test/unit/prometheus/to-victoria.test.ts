import { expect, onTestFinished, test } from 'vitest';
import { run } from './run.ts';
import { type Store, startStore } from './store.ts';
import { type Victoria, type VictoriaSettings, victoria } from './victoria.ts';

const MINUTE = 60_000;
const END = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE - 60 * MINUTE;
const START = END - 30 * MINUTE;
const times = Array.from({ length: 120 }, (_, index) => START + index * 15_000);

async function stores(
  series: Readonly<Record<string, (index: number) => number>>,
  settings?: VictoriaSettings,
): Promise<{ source: Store; there: Victoria; words: readonly string[] }> {
  const source = await startStore();
  onTestFinished(() => source.close());
  for (const [name, valueAt] of Object.entries(series))
    source.add(
      { __name__: name, dc: 'us' },
      times.map((time, index) => [time, valueAt(index)] as const),
    );
  const there = await victoria(settings);
  onTestFinished(() => there[Symbol.asyncDispose]());
  const words = [
    `--reader-url=${source.url}/api/v1/read`,
    `--writer-url=${there.url}/api/v1/write`,
    `--start=${START / 1000}`,
    `--end=${END / 1000}`,
  ];
  return { source, there, words };
}

const storedIn = ({ rows }: Victoria): number =>
  [...rows.values()].reduce((sum, held) => sum + held.length, 0);

test('what it keeps within 12 digits is verified', async () => {
  const { words, there } = await stores(
    { a: (index) => index / 3, b: (index) => -(index % 2) },
    { keeps: (value) => Number(value.toPrecision(13)) },
  );
  expect(await run(words)).toMatchObject({ exit: 0, out: expect.stringContaining('backfill: verified\n') });
  expect(storedIn(there)).toBe(240);
});

test.each<[string, (index: number) => number, NonNullable<VictoriaSettings['keeps']>]>([
  ['the other way round', (index) => index % 2, (value) => 1 - value],
  [
    'with the other sign',
    (index) => (index === 7 ? Number.POSITIVE_INFINITY : index),
    (value) => (value > 1e9 ? -value : value),
  ],
  [
    'without the small ones',
    (index) => (index % 2 === 0 ? 1e18 : 123.456),
    (value) => (value < 1e3 ? 0 : value),
  ],
])(
  'values that it keeps %s end as unequal, with the series named, and are not sent again',
  async (_, valueAt, keeps) => {
    const { words, there } = await stores(
      { a: valueAt, fine: () => 1.5 },
      { keeps: (value, time) => (value === 1.5 ? value : keeps(value, time)) },
    );
    const { exit, out } = await run(words);
    expect(exit).toBe(1);
    expect(out).toContain('backfill: copied, unequal\n');
    expect(out).toContain('1 series unequal: a{dc="us"}');
    expect(storedIn(there)).toBe(240);
  },
);

test('what it drops is sent again once, and then told', async () => {
  const { words, there } = await stores(
    { a: (index) => index, b: () => 1 },
    { keeps: (value, time) => (time === times[5] ? undefined : value) },
  );
  const { exit, out } = await run(words);
  expect(exit).toBe(1);
  expect(out).toContain('backfill: copied, unequal\n');
  expect(out).toMatch(/2 missing and sent again, 2 still missing/);
  const writes = there.asked.filter(({ path }) => path === '/api/v1/write');
  expect(writes.length).toBe(2 + 1);
});

test('an answer that is older than what was written leads to no sample that is stored twice', async () => {
  const { words, there } = await stores({ a: (index) => index }, { stale: 1 });
  const { exit, out } = await run(words);
  expect(out).toContain('backfill: verified\n');
  expect(exit).toBe(0);
  expect(storedIn(there)).toBe(120);
});
