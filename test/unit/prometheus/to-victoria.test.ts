import { expect, onTestFinished, test } from 'vitest';
import { EagerClock, folder, run } from './run.ts';
import { type Store, type StoreSettings, startStore } from './store.ts';
import { type Victoria, type VictoriaSettings, victoria } from './victoria.ts';

const MINUTE = 60_000;
const END = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE - 60 * MINUTE;
const START = END - 30 * MINUTE;
const times = Array.from({ length: 120 }, (_, index) => START + index * 15_000);

async function stores(
  series: Readonly<Record<string, (index: number) => number>>,
  settings?: VictoriaSettings,
  ofSource?: StoreSettings,
): Promise<{ source: Store; there: Victoria; words: readonly string[] }> {
  const source = await startStore(ofSource);
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

/** How long it is given to show what it was sent. */
const LATE_MS = 2000;

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
  const clock = new EagerClock(() => writesTo(there));
  const { exit, out } = await run(words, { clock });
  expect(exit).toBe(1);
  expect(out).toContain('backfill: copied, unequal\n');
  expect(out).toMatch(/2 missing and sent again, 2 still missing/);
  // It may show late, for 10 s, what it has: not before is anything sent again.
  expect(clock.seen.filter((writes) => writes === 1).length * LATE_MS).toBeGreaterThan(10_000);
  expect(clock.seen.at(-1)).toBe(2);
  expect(writesTo(there)).toBe(2 + 1);
});

test('an answer that is older than what was written leads to no sample that is stored twice', async () => {
  const { words, there } = await stores({ a: (index) => index, b: () => 1 }, { stale: 2 });
  const clock = new EagerClock();
  const { exit, out } = await run(words, { clock });
  expect(clock.pauses).toEqual([LATE_MS]);
  expect(out).toContain('backfill: verified\n');
  expect(exit).toBe(0);
  expect(storedIn(there)).toBe(240);
});

const writesTo = ({ asked }: Victoria): number =>
  asked.filter(({ path }) => path.startsWith('/api/v1/write')).length;

test('a flush that is refused is found before the first byte', async () => {
  const { words, there } = await stores(
    { a: (index) => index },
    { flush: { status: 401, body: 'The provided authKey does not match' } },
  );
  const { exit, out, err } = await run(words);
  expect([exit, writesTo(there)]).toEqual([1, 0]);
  expect(out).toContain('backfill: refused\n');
  expect(err).toContain('error flush-refused: /internal/force_flush answers HTTP 401: The provided authKey');
  expect(err).toContain('-forceFlushAuthKey');
});

test('a run that goes on in spite of it sends nothing again, and says why it stops', async () => {
  const { words, there } = await stores({ a: (index) => index }, { flush: { status: 403 } });
  const { exit, out } = await run([...words, '--accept=flush-refused']);
  expect([exit, writesTo(there)]).toEqual([1, 0]);
  expect(out).toContain('stopped: /internal/force_flush answers HTTP 403');
});

test('a selector that it cannot read is found before the first byte', async () => {
  const { words, there } = await stores(
    { a: (index) => index },
    {
      refuses: (selector) =>
        selector.includes('"a.b"=') ? { status: 400, body: 'cannot parse matches[]={"a.b"="y"}' } : undefined,
    },
  );
  const { exit, err } = await run([...words, '--reader-metrics-matcher={"a.b"!="y",__name__="a"}']);
  expect(exit).toBe(0);
  const refused = await run([...words, '--state=other', '--reader-metrics-matcher={"a.b"="y"}']);
  expect([refused.exit, err]).toEqual([1, expect.not.stringContaining('read-back-refused')]);
  expect(refused.err).toContain(
    'error read-back-refused: the destination cannot be read back: /api/v1/export',
  );
  expect(refused.err).toContain('without them, or upgrade the destination');
  expect(writesTo(there)).toBe(2);
});

test('a sample that it holds twice is told, and not sent again', async () => {
  const { words, there } = await stores({ a: (index) => index });
  using here = folder();
  expect((await run(words, { cwd: here.path })).exit).toBe(0);
  const again = there.asked.find(({ path }) => path.startsWith('/api/v1/write'));
  await fetch(`${there.url}/api/v1/write`, { method: 'POST', body: new Uint8Array(again?.body ?? []) });
  const { exit, out } = await run([...words, '--verify-only'], {
    cwd: here.path,
    clock: new EagerClock(),
  });
  expect([exit, out]).toEqual([1, expect.stringMatching(/^backfill: copied, unequal\n/)]);
  expect(out).toContain('60 held twice');
  expect(writesTo(there)).toBe(2 + 1);
});

test('nor does one that shows only samples of others in the same series', async () => {
  let isLate = false;
  const { words, there } = await stores(
    { a: (index) => index },
    { hides: (time) => isLate && (time - START) % 15_000 === 0 },
  );
  using here = folder();
  expect((await run(words, { cwd: here.path })).exit).toBe(0);
  for (const held of there.rows.values())
    (held as [number, number][]).push(...times.map((time): [number, number] => [time + 7000, 0]));
  isLate = true;
  const clock = new EagerClock(() => {
    isLate = false;
  });
  const { exit, out } = await run([...words, '--verify-only'], { cwd: here.path, clock });
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect(storedIn(there)).toBe(240);
});

test('other series that it holds already cost a wait once in a run, not in each slab', async () => {
  const sent: number[] = [];
  const keeps = (value: number): number | undefined => {
    sent.push(value);
    return Number.isNaN(value) ? undefined : value;
  };
  const { words, there } = await stores({ a: (index) => (index === 3 ? Number.NaN : index) }, { keeps });
  const extra = words.map((word) => (word.endsWith('/write') ? `${word}?extra_label=dc=eu` : word));
  const [first, second] = [new EagerClock(() => writesTo(there)), new EagerClock(() => writesTo(there))];
  expect((await run([...extra, '--state=first'], { clock: first })).exit).toBe(0);
  expect(first.pauses).toEqual([]);
  sent.length = 0;
  const { exit, out } = await run([...words, '--state=second'], { clock: second });
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect(storedIn(there)).toBe(238);
  // It would drop what is no number.
  expect([sent.length, sent.some(Number.isNaN)]).toEqual([119, false]);
  // What a run sent that was killed a moment ago, and whose state is gone, may be shown late.
  expect(second.seen.filter((writes) => writes === 2).length * LATE_MS).toBeGreaterThan(10_000);
  expect(second.seen.filter((writes) => writes > 2)).toEqual([]);
});

test('labels that its address gives to every series are looked for', async () => {
  const { words, there } = await stores({ a: (index) => index });
  const { exit, out } = await run([
    ...words.filter((word) => !word.startsWith('--writer-url')),
    `--writer-url=${there.url}/api/v1/write?extra_label=dc=eu&extra_label=env=a%3Db`,
  ]);
  expect(out).toContain('backfill: verified\n');
  expect(exit).toBe(0);
  expect([...there.rows.keys()]).toEqual([JSON.stringify({ __name__: 'a', dc: 'eu', env: 'a=b' })]);
  expect(storedIn(there)).toBe(120);
});

test('series that it has under other labels are not sent again, in this run and in the next', async () => {
  const { words, there } = await stores({ a: (index) => index }, { relabels: { tenant: 'x' } });
  using here = folder();
  for (const _ of [1, 2]) {
    const clock = new EagerClock();
    const { exit, out } = await run(words, { cwd: here.path, clock });
    expect(clock.pauses.length * LATE_MS).toBeGreaterThan(10_000);
    expect(exit).toBe(1);
    expect(out).toMatch(/stopped: .* shows none of them under these labels/);
    expect(storedIn(there)).toBe(60);
  }
});

test('what the copy did not get, as an answer ended early between two frames, is found and sent', async () => {
  // The first question is that of the look before a copy.
  const { words, there } = await stores(
    { a: () => 1, b: () => 2, c: () => 3 },
    {},
    { faultFor: (path, number) => (path === '/api/v1/read' && number === 1 ? { kind: 'ended' } : undefined) },
  );
  const { exit, out } = await run(words);
  expect(storedIn(there)).toBe(360);
  expect(out).toMatch(/^backfill: verified\n/);
  expect(exit).toBe(0);
});

test('--verify-only by mistake before the first copy marks nothing as copied', async () => {
  const { words, there } = await stores({ a: (index) => index });
  using here = folder();
  for (const _ of [1, 2]) {
    const { exit, out } = await run([...words, '--verify-only'], { cwd: here.path, clock: new EagerClock() });
    expect([exit, out]).toEqual([1, expect.stringMatching(/^backfill: copied in part\n/)]);
    expect(out).toContain('next: run it without --verify-only, to copy what is missing\n');
    expect(writesTo(there)).toBe(0);
  }
  const { exit, out } = await run(words, { cwd: here.path, clock: new EagerClock() });
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect(storedIn(there)).toBe(120);
});

test('nor does it where the source has nothing yet', async () => {
  const { words, there, source } = await stores({ a: (index) => index });
  using here = folder();
  const held = [...source.series];
  source.series.clear();
  const early = await run([...words, '--verify-only'], { cwd: here.path });
  expect([early.exit, early.out]).toEqual([1, expect.stringMatching(/^backfill: nothing found\n/)]);
  for (const [key, series] of held) source.series.set(key, series);
  const { exit, out } = await run(words, { cwd: here.path, clock: new EagerClock() });
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect(storedIn(there)).toBe(120);
});

test('--verify-only verifies what another program has copied', async () => {
  const { words, there } = await stores({ a: (index) => index });
  await run([...words, '--state=other'], { clock: new EagerClock() });
  const { exit, out } = await run([...words, '--verify-only'], { clock: new EagerClock() });
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect(storedIn(there)).toBe(120);
});

test('what its address has in its query, such as a token, is sent with each question, and not shown', async () => {
  const { words, there } = await stores({ a: (index) => index });
  const { exit, out, err } = await run([
    ...words.filter((word) => !word.startsWith('--writer-url')),
    `--writer-url=${there.url}/api/v1/write?token=hunter2&extra_label=dc=eu`,
  ]);
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect(there.asked.filter(({ path }) => !path.includes('token=hunter2')).map(({ path }) => path)).toEqual(
    [],
  );
  // Of an export, it would be a filter.
  expect(there.asked.filter(({ path }) => path.includes('extra_label')).length).toBe(writesTo(there));
  expect(out + err).not.toContain('hunter2');
});
