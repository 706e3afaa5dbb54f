import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type Asked,
  type Embedded,
  embedded,
  type Reply,
  readReply,
  type Series,
  writtenIn,
} from './embedded.ts';
import { folder, run } from './run.ts';

const now = Date.now();
const AT = now - 600_000;
const series = (count: number): Series[] =>
  Array.from({ length: count }, (_, index) => ({
    labels: { __name__: 'up', instance: `host-${index}` },
    samples: [
      [AT, index],
      [AT + 15_000, index],
    ],
  }));

/** What a destination took, and gives back by remote_read. */
class Held {
  readonly #series = new Map<string, Map<number, number>>();

  take(asked: Asked): void {
    for (const { labels, samples } of writtenIn(asked)) {
      const key = JSON.stringify(labels.map(({ name, value }) => [name, value]));
      const held = this.#series.get(key) ?? new Map<number, number>();
      this.#series.set(key, held);
      for (const { timestamp, value } of samples) held.set(timestamp, value);
    }
  }

  get all(): Series[] {
    return [...this.#series].map(([key, held]) => ({
      labels: JSON.parse(key) as [string, string][],
      samples: [...held].sort(([one], [other]) => one - other),
    }));
  }
}

/** A store of no product's own questions; `refuses` answers before a request is stored. */
async function store(
  held: Held,
  refuses: (asked: Asked) => Reply | undefined = () => undefined,
): Promise<Embedded> {
  return embedded((asked) => {
    if (asked.path.endsWith('/read')) return readReply(asked, held.all);
    if (!/\/(?:write|push)$/.test(asked.path)) return undefined;
    const refused = refuses(asked);
    if (refused !== undefined) return refused;
    held.take(asked);
    return { status: 200 };
  });
}

const source = (all: readonly Series[]): Promise<Embedded> =>
  embedded((asked) => (asked.path.endsWith('/read') ? readReply(asked, all) : undefined));

const argsOf = (from: Embedded, to: Embedded): string[] => [
  ...['--start', '20m', '--settle', '0s', '--retry-for', '2s', '--destination', 'mimir'],
  ...['--reader-url', `${from.url}/api/v1/read`, '--writer-url', `${to.url}/api/v1/push`],
];

test('labels arrive sorted, and those without a value not at all', async () => {
  const held = new Held();
  await using from = await source([
    {
      labels: [
        ['zone', 'a'],
        ['__name__', 'up'],
        ['empty', ''],
        ['Zone', 'b'],
      ],
      samples: [[AT, 1]],
    },
  ]);
  await using to = await store(held);
  const { exit, out } = await run(argsOf(from, to));
  expect(out).toContain('backfill: verified');
  expect(exit).toBe(0);
  expect(held.all.map(({ labels }) => labels)).toEqual([
    [
      ['Zone', 'b'],
      ['__name__', 'up'],
      ['zone', 'a'],
    ],
  ]);
});

const holds =
  (instance: string, time: number) =>
  (asked: Asked): boolean =>
    writtenIn(asked).some(
      ({ labels, samples }) =>
        labels.some(({ value }) => value === instance) && samples.some(({ timestamp }) => timestamp === time),
    );

test('what is refused is kept once by --skip-bad, and sent again by the next run with it', async () => {
  const held = new Held();
  using here = folder();
  const bad = holds('host-3', AT);
  let refuses = true;
  await using from = await source(series(8));
  // Cortex and Mimir store the rest of a request that they answer 400.
  await using to = await store(held, (asked) => {
    if (!refuses || !bad(asked)) return undefined;
    return { status: 400, body: 'out of order sample' };
  });
  const args = [...argsOf(from, to), '--skip-bad', 'bad.jsonl'];
  const first = await run(args, { cwd: here.path });
  expect(first.exit).toBe(1);
  expect(first.out).toContain('refused and written down by --skip-bad: 1 sample');
  expect(first.out).toContain('backfill: copied, unequal');
  // Once with the rest, and once by itself: not again by each comparison.
  expect(to.asked.filter((asked) => asked.path.endsWith('/push') && bad(asked)).length).toBeLessThan(6);
  expect(first.out).not.toContain('missing and sent again');
  const lines = readFileSync(join(here.path, 'bad.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      series: 'up{instance="host-3"}',
      time: AT,
      reason: 'HTTP 400: out of order sample',
      destination: `${to.url}/api/v1/push`,
    },
  ]);
  refuses = false;
  const second = await run(args, { cwd: here.path });
  expect(second.out).toContain('backfill: verified');
  expect(second.exit).toBe(0);
  expect(readFileSync(join(here.path, 'bad.jsonl'), 'utf8')).toBe('');
  expect(held.all.flatMap(({ samples }) => samples)).toHaveLength(16);
});

test.each([
  ['{"request":"","destination":"http://other/api/v1/push"}', 'holds samples for http://other/api/v1/push'],
  ['no JSON', 'holds something else than refused samples'],
])('a file of %s is not used', async (text, words) => {
  using here = folder();
  writeFileSync(join(here.path, 'bad.jsonl'), text);
  await using from = await source(series(1));
  await using to = await store(new Held());
  const { exit, err } = await run([...argsOf(from, to), '--skip-bad', 'bad.jsonl'], { cwd: here.path });
  expect(exit).toBe(2);
  expect(err).toContain(words);
  expect(readFileSync(join(here.path, 'bad.jsonl'), 'utf8')).toBe(text);
});

test('of a file that a killed run left in the middle of a line, the line is left out', async () => {
  using here = folder();
  const path = join(here.path, 'bad.jsonl');
  await using from = await source(series(8));
  const bad = holds('host-3', AT);
  await using to = await store(new Held(), (asked) =>
    bad(asked) ? { status: 400, body: 'out of order sample' } : undefined,
  );
  const args = [...argsOf(from, to), '--skip-bad', 'bad.jsonl'];
  await run(args, { cwd: here.path });
  const kept = readFileSync(path, 'utf8');
  writeFileSync(path, `${kept}${kept.slice(0, 40)}`);
  const { out } = await run(args, { cwd: here.path });
  expect(out).toContain('refused and written down by --skip-bad: 1 sample');
  expect(readFileSync(path, 'utf8')).toBe(kept);
});

test('a source that has nothing in the whole range ends with 1, and with 0 by --allow-empty', async () => {
  await using from = await source([]);
  await using to = await store(new Held());
  const found = await run(argsOf(from, to));
  expect(found.exit).toBe(1);
  expect(found.out).toContain('backfill: nothing found');
  expect((await run([...argsOf(from, to), '--allow-empty'])).exit).toBe(0);
});

test('a server whose answers do not count what it stored ends a run of remote_write 2.0', async () => {
  await using from = await source(series(2));
  await using to = await store(new Held(), () => ({ status: 204 }));
  const { exit, out } = await run([...argsOf(from, to), '--remote-write-version', '2.0']);
  expect(exit).toBe(1);
  expect(out).toContain('does not know remote_write 2.0, and may have stored nothing');
});

test('a destination that cannot be read back is named by its address', async () => {
  await using from = await source(series(1));
  await using to = await embedded(({ path }) => (path.endsWith('/push') ? { status: 200 } : undefined));
  const { exit, out } = await run(argsOf(from, to));
  expect(exit).toBe(1);
  expect(out).toContain(`stopped: ${to.url}/prometheus/api/v1/read answers HTTP 404: no text`);
});

test('histograms that the destination would drop end a run at once, in words that say so', async () => {
  await using from = await source([{ labels: { __name__: 'seconds' }, samples: [], histograms: [AT] }]);
  await using to = await embedded((asked) =>
    asked.path.includes('/read') ? readReply(asked, []) : { status: 204 },
  );
  const { exit, out } = await run([
    ...[
      '--start',
      '20m',
      '--retry-for',
      '2s',
      '--reader-url',
      `${from.url}/api/v1/read`,
      '--accept',
      'histograms-dropped',
    ],
    ...['--writer-url', `${to.url}/api/v1/prom/write?db=a`],
  ]);
  expect(exit).toBe(1);
  expect(out).toContain('stopped: the source holds native histograms, and the destination acknowledges them');
});

test.each(['100B', '400B', '1KB'])(
  'series whose labels alone are more than a request of %s keep them',
  async (size) => {
    const held = new Held();
    const long: Series[] = series(3).map(({ labels, samples }) => ({
      labels: { ...labels, long: 'x'.repeat(390) },
      samples,
    }));
    await using source = await embedded((asked) =>
      asked.path.endsWith('/read') ? readReply(asked, long) : undefined,
    );
    await using there = await store(held);
    const { out } = await run([
      `--reader-url=${source.url}/api/v1/read`,
      `--writer-url=${there.url}/api/v1/push`,
      '--destination=mimir',
      '--start=1h',
      '--settle=0s',
      `--max-write-size=${size}`,
    ]);
    expect(out).toMatch(/^backfill: verified\n/);
    expect(held.all).toHaveLength(3);
  },
);
