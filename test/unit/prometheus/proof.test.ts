import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { between, END, MINUTE, migration, START, samplesIn } from './migration.ts';

const HOUR_AGO = 60 * MINUTE;
const change = (path: string, fields: object): void =>
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }));

describe('a second run of which nothing says that the destination has compacted', () => {
  it('does not prove at once what its first comparison has sent again', async () => {
    const { destination, again, statePath } = await migration();
    await again(...between(START, END), '--no-wait');
    // As a run leaves it that is killed between a copy and its comparison.
    change(statePath, { verified: [], copiedAt: Date.now() - HOUR_AGO });
    destination.series.clear();
    expect((await again(...between(START, END), '--no-wait', '--settle=30m')).out).toContain(
      '960 missing and sent again',
    );
    expect((await again(...between(START, END), '--verify-only', '--settle=30m')).out).toMatch(
      /^backfill: copied, verified once\n/,
    );
  });

  it('does not prove at once what --skip-bad has sent again', async () => {
    let refuses = true;
    const { destination, again, statePath } = await migration({
      to: {
        faultFor: (path, number) =>
          refuses && path === '/api/v1/write' && number > 0
            ? { kind: 'status', status: 400, text: 'out of bounds' }
            : undefined,
      },
    });
    const first = await again(...between(START, END), '--skip-bad=bad', '--no-wait');
    expect(samplesIn(destination)).toBe(0);
    // Nobody waits for what it has refused.
    expect(first.out).toMatch(/^backfill: copied, unequal\n/);
    expect(first.out).not.toMatch(/shows none|nothing is shown|has acknowledged/);
    change(statePath, { copiedAt: Date.now() - HOUR_AGO });
    refuses = false;
    const { out } = await again(...between(START, END), '--verify-only', '--skip-bad=bad', '--settle=30m');
    expect(samplesIn(destination)).toBe(960);
    expect(out).toMatch(/^backfill: copied, verified once\n/);
  });
});

it('a time of the last sample that lies ahead is taken for now', async () => {
  const { again, statePath } = await migration();
  await again(...between(START, END), '--no-wait', '--settle=1h');
  change(statePath, { copiedAt: Date.now() + 8760 * HOUR_AGO, compactionsNeeded: undefined });
  expect((await again(...between(START, END), '--verify-only')).out).toMatch(/^backfill: verified\n/);
});

it('a run that fails before it has compared anything ends with 1, whatever an earlier one has seen', async () => {
  let isDown = false;
  const { again } = await migration({
    to: {
      faultFor: (path) =>
        isDown && path === '/api/v1/read' ? { kind: 'status', status: 500, text: 'down' } : undefined,
    },
  });
  const words = [...between(START, END), '--no-wait', '--retry-for=0s'];
  expect((await again(...words)).exit).toBe(0);
  isDown = true;
  for (const more of [[], ['--verify-only']]) {
    const { exit, out } = await again(...words, ...more);
    expect([exit, out]).toEqual([1, expect.stringContaining('stopped: ')]);
  }
});

it.each([
  ['and all is gone', []],
  ['and others are there in its place', [1000]],
])(
  'what was proven is so no more once something of it is sent again %s, also for a run that is killed then',
  async (_, others) => {
    let told: { settled: unknown[]; copiedAt: number } | undefined;
    const kept = { path: '' };
    const { destination, again, statePath } = await migration({
      to: {
        faultFor: (path) => {
          if (path === '/api/v1/write' && kept.path !== '')
            told ??= JSON.parse(readFileSync(kept.path, 'utf8'));
          return undefined;
        },
      },
    });
    await again(...between(START, END));
    const proven = JSON.parse(readFileSync(statePath, 'utf8'));
    expect(proven.settled).toEqual([[START, END]]);
    change(statePath, { copiedAt: Date.now() - HOUR_AGO });
    const gone = [...destination.series.values()];
    destination.series.clear();
    for (const { labels, points } of gone)
      destination.add(
        labels,
        [...points.keys()].flatMap((time) => others.map((ms): [number, number] => [time + ms, 0])),
      );
    kept.path = statePath;
    await again(...between(START, END), '--verify-only');
    expect(told?.settled).toEqual([]);
    expect(told?.copiedAt).toBeGreaterThan(Date.now() - HOUR_AGO / 2);
  },
);

it('series that the source does not tell as they are looked at are not called equal', async () => {
  let reads = 0;
  const { source, destination, again } = await migration({
    // Of the look before the copy, of the copy, and of the single series: the last one ends behind the first series.
    source: {
      faultFor: (path) => (path === '/api/v1/read' && ++reads === 3 ? { kind: 'ended' } : undefined),
    },
    to: {
      faultFor: (path, number) => (path === '/api/v1/write' && number === 1 ? { kind: 'lost' } : undefined),
    },
  });
  const [first] = source.series.values();
  destination.add(first?.labels ?? {}, first?.points ?? []);
  const { out } = await again(...between(START, END), '--no-wait', '--max-read-duration=1h');
  expect(source.faults).toBe(1);
  expect(out).toMatch(/^backfill: copied, verified once\n/);
  expect(samplesIn(destination)).toBe(960);
});
