import { expect, test } from 'vitest';
import { folder, run, storeFor } from './run.ts';
import type { Store, StoreSettings } from './store.ts';

const MINUTE = 60_000;
const END = Math.floor((Date.now() - 3 * 60 * MINUTE) / (15 * MINUTE)) * 15 * MINUTE;
const START = END - 60 * MINUTE;

const wordsFor = (source: Store, destination: Store, end = END): string[] => [
  `--reader-url=${source.url}/api/v1/read`,
  `--writer-url=${destination.url}/api/v1/write`,
  `--start=${START / 1000}`,
  `--end=${end / 1000}`,
  '--settle=0s',
];

/** Two series, a sample a quarter of a minute from half an hour before the range to half an hour after it. */
async function longerStore(settings?: StoreSettings): Promise<Store> {
  const store = await storeFor(settings);
  for (const instance of ['a', 'b'])
    store.add(
      { __name__: 'up', instance },
      Array.from({ length: 480 }, (_, index) => [START - 30 * MINUTE + index * 15_000, index] as const),
    );
  return store;
}

const timesIn = ({ series }: Store): number[] =>
  [...series.values()]
    .filter(({ labels }) => labels.__name__ === 'up')
    .flatMap(({ points }) => [...points.keys()]);

test.each([{ samplesOnly: true }, { samplesOnly: false }])(
  'samples around a range, which Mimir hands out with it, are not copied (%o)',
  async (form) => {
    const [source, destination] = [await longerStore({ ...form, overread: 20 * MINUTE }), await storeFor()];
    const { exit, out } = await run(wordsFor(source, destination));
    expect(timesIn(destination)).toHaveLength(480);
    expect(timesIn(destination).every((time) => time >= START && time < END)).toBe(true);
    expect(out).toContain('sent: 480 samples');
    expect([exit, out]).toEqual([0, expect.stringContaining('second comparison: 480 samples compared\n')]);
  },
);

test.each([{ samplesOnly: true }, { samplesOnly: false }])(
  'and are no reason to look at single series where the destination hands them out (%o)',
  async (form) => {
    const source = await longerStore();
    const asked: string[] = [];
    const destination = await storeFor({
      ...form,
      overread: 20 * MINUTE,
      faultFor: (path) => void asked.push(path),
    });
    const { exit, out } = await run(wordsFor(source, destination));
    expect([exit, out]).toEqual([0, expect.stringContaining('backfill: verified\n')]);
    // Four slabs, each read back once, and one hour compared again.
    expect(asked.filter((path) => path === '/api/v1/read')).toHaveLength(5);
  },
);

test('a destination that answers SAMPLES, which do not tell −0 from 0, is not unequal for that', async () => {
  const [source, destination] = [await storeFor(), await storeFor({ samplesOnly: true })];
  source.add({ __name__: 'up' }, [
    [START, -0],
    [START + 15_000, 1],
  ]);
  const { exit, out } = await run(wordsFor(source, destination));
  const held = [...destination.series.values()].find(({ labels }) => labels.__name__ === 'up');
  expect(Object.is(held?.points.get(START), -0)).toBe(true);
  expect([exit, out]).toEqual([0, expect.stringContaining('backfill: verified\n')]);
  expect(out).toContain('second comparison: 2 samples compared\n');
});

test.each(['mimir', 'cortex'])('nor is %s, which makes 0 of −0', async (product) => {
  const [source, destination] = [await storeFor(), await storeFor()];
  source.add({ __name__: 'up' }, [
    [START, -0],
    [START + 15_000, 1],
  ]);
  destination.add({ __name__: 'up' }, [[START, 0]]);
  const readBack = `--progress-metric-url=${destination.url}/api/v1/read`;
  const { exit, out } = await run([...wordsFor(source, destination), `--destination=${product}`, readBack]);
  expect([exit, out]).toEqual([0, expect.stringContaining('backfill: verified\n')]);
});

test('0 for −0 is another value where the destination answers STREAMED', async () => {
  const [source, destination] = [await storeFor(), await storeFor()];
  source.add({ __name__: 'up' }, [[START, -0]]);
  destination.add({ __name__: 'up' }, [[START, 0]]);
  const { exit, out } = await run(wordsFor(source, destination));
  expect([exit, out]).toEqual([1, expect.stringContaining('1 held with another value')]);
});

test.each([
  'the query hit the max number of chunks limit (limit: 2000000 chunks)',
  'the query hit the aggregated chunks size limit (limit: 100 bytes)',
  'the query hit the aggregated data size limit (limit: 100 bytes)',
  'the query response size exceeds limit (limit: 100 bytes)',
  'the query time range exceeds the limit (query length: 15m0s, limit: 5m0s)',
  'the query exceeded the maximum number of chunks (limit: 2000000 chunks) (err-mimir-max-chunks-per-query)',
  'the query exceeded the aggregated chunks size limit (limit: 100 bytes) (err-mimir-max-chunks-bytes-per-query)',
  'the estimated number of chunks for the query exceeded the maximum allowed (limit: 20 chunks)',
  'the query exceeded the maximum allowed estimated amount of memory consumed by a single query (limit: 9 bytes)',
])('a shorter range is asked for after %j', async (text) => {
  const source = await longerStore({
    faultFor: (path, number) =>
      path === '/api/v1/read' && number === 2 ? { kind: 'status', status: 400, text } : undefined,
  });
  const destination = await storeFor();
  const { exit, out } = await run(wordsFor(source, destination));
  expect([source.faults, exit, out]).toEqual([1, 0, expect.stringContaining('backfill: verified\n')]);
});

test('a shorter range is asked for after a limit that is told behind the first frames', async () => {
  const text = 'the query exceeded the maximum number of chunks (limit: 2000000 chunks)';
  const source = await longerStore({
    // The first reads are those of the look at both stores.
    faultFor: (path, number) =>
      path === '/api/v1/read' && number === 2 ? { kind: 'broken', text } : undefined,
  });
  const destination = await storeFor();
  const { exit, out, err } = await run(wordsFor(source, destination));
  expect([source.faults, exit, out]).toEqual([1, 0, expect.stringContaining('backfill: verified\n')]);
  // Halved at once, instead of asked again after a while.
  expect(err).not.toContain('trying again');
});

test('of what a destination stores and does not show, one slab is sent again, and all is verified once it is shown', async () => {
  const [source, destination] = [await longerStore(), await storeFor()];
  destination.showsFrom = END;
  using own = folder();
  const { exit, out } = await run(wordsFor(source, destination), { cwd: own.path });
  expect(out).toContain('backfill: copied, unequal\n');
  expect(out).toContain('sent: 600 samples');
  expect(out).toMatch(/first comparison: .*, 480 still missing, nothing is shown of 1 h\n/);
  expect(out).toContain('pass --verify-only once the destination shows what it has acknowledged');
  expect(exit).toBe(1);
  destination.showsFrom = START;
  const again = await run([...wordsFor(source, destination), '--verify-only'], { cwd: own.path });
  expect([again.exit, again.out]).toEqual([0, expect.stringContaining('backfill: verified\n')]);
  expect(again.out).not.toContain('sent:');
});

test('of a slab that is not shown, nothing is seen by samples around it', async () => {
  const HALF = START + 30 * MINUTE;
  const [source, destination] = [await longerStore(), await storeFor({ overread: 60 * MINUTE })];
  for (const { labels, points } of source.series.values())
    destination.add(
      labels,
      [...points].filter(([time]) => time >= HALF),
    );
  destination.showsFrom = HALF;
  const { out } = await run(wordsFor(source, destination, HALF));
  expect(out).toContain('sent: 360 samples');
  expect(out).toContain('nothing is shown of 30 min\n');
});
