import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { between, END, HALF, MINUTE, migration, START, samplesIn } from './migration.ts';

const rangeLine = (from: number, to: number): string =>
  `range: ${[from, to].map((time) => new Date(time).toISOString().replace('.000Z', 'Z')).join(' to ')}`;

describe('a second run with a state', () => {
  it('goes on to now where the first is finished, and copies what comes next', async () => {
    const { destination, again } = await migration();
    expect((await again(...between(START, HALF))).out).toMatch(/^backfill: verified\n/);
    const second = await again(`--start=${HALF / 1000}`);
    expect(second.out).toMatch(/^backfill: verified\n/);
    expect(samplesIn(destination)).toBe(960);
  });

  it('copies in parts, each proven before the next', async () => {
    const { destination, again } = await migration();
    for (const [end, copied] of [
      [START + 15 * MINUTE, 240],
      [HALF, 480],
      [END, 960],
    ] as const) {
      const before = samplesIn(destination);
      const { out, exit } = await again(...between(START, end));
      expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
      expect(out).toContain(`sent: ${copied - before} samples`);
      expect(samplesIn(destination)).toBe(copied);
    }
  });

  it('is refused where the range of the state does not touch its own', async () => {
    const { destination, again } = await migration();
    await again(...between(START, HALF));
    const { exit, err, out } = await again(...between(HALF + 15 * MINUTE, END));
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(
      `backfill.backfill.json is of ${rangeLine(START, HALF).slice(7)}; pass --state or --name for this range`,
    );
    expect(samplesIn(destination)).toBe(480);
  });

  it('looks again before it says verified, and sends what is gone', async () => {
    const { destination, again } = await migration();
    const words = between(START, END);
    expect((await again(...words)).exit).toBe(0);
    destination.series.clear();
    const second = await again(...words);
    expect(second.out).toContain('1,920 samples compared, 960 missing and sent again');
    expect(samplesIn(destination)).toBe(960);
    const third = await again(...words);
    expect(third.out).toMatch(/^backfill: verified\n/);
    expect(third.out).toContain('comparison: 960 samples compared\n');
  });

  it('compares the range that it is asked for, and says which', async () => {
    const { destination, again } = await migration();
    await again(...between(START, END));
    const { out, exit } = await again(...between(START + 15 * MINUTE, HALF));
    expect(out).toContain(`${rangeLine(START + 15 * MINUTE, HALF)} `);
    expect(out).toContain('comparison: 240 samples compared\n');
    expect([exit, samplesIn(destination)]).toEqual([0, 960]);
  });

  it('keeps the end of a run that stopped, in --check and --dry-run as well', async () => {
    let reads = 0;
    const { again, source } = await migration({
      source: {
        faultFor: (path) =>
          path === '/api/v1/read' && ++reads > 4 && reads < 7
            ? { kind: 'status', status: 400, text: 'not now' }
            : undefined,
      },
    });
    const stopped = await again(...between(START, END));
    expect(stopped.out).toMatch(/^backfill: copied in part\n/);
    reads = 100;
    const start = `--start=${START / 1000}`;
    for (const words of [['--dry-run'], ['--check'], []])
      expect((await again(start, ...words)).out).toContain(`${rangeLine(START, END)} `);
    expect(source.faults).toBeGreaterThan(0);
  });

  it('that only compares does not call unequal what was never copied', async () => {
    const { again } = await migration();
    await again(...between(START, HALF));
    const { out, exit } = await again(...between(START, END), '--verify-only');
    expect(out).toMatch(/^backfill: copied in part\n/);
    expect(out).toContain('next: run it without --verify-only, to copy the other 30 min');
    expect(exit).toBe(1);
  });

  it('that copies after one that only compared by mistake is a first one', async () => {
    const { again, destination } = await migration();
    const early = await again(...between(START, END), '--verify-only');
    expect([early.exit, early.out]).toEqual([1, expect.stringMatching(/^backfill: copied in part\n/)]);
    expect(samplesIn(destination)).toBe(0);
    const { exit, out } = await again(...between(START, END));
    expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
    expect(out).toContain('marker series: phasegate_backfill_started');
  });

  it('does not call a source empty of which all is there already', async () => {
    const { again, source, destination } = await migration();
    for (const { labels, points } of source.series.values()) destination.add(labels, points);
    const { out } = await again(...between(START, END));
    expect(out).toMatch(/^backfill: verified\n/);
    expect((await again(...between(START, END))).out).toMatch(/^backfill: verified\n/);
  });

  it('that only compares a source without samples has proven nothing', async () => {
    const { again } = await migration();
    const words = [...between(START, END), '--reader-metrics-matcher=nothing', '--verify-only'];
    expect((await again(...words)).out).toMatch(/^backfill: nothing found\n/);
    expect((await again(...words, '--allow-empty')).exit).toBe(0);
  });
});

describe('--status', () => {
  it('is JSON where that is asked for', async () => {
    const { again } = await migration();
    await again(...between(START, HALF));
    await again(...between(START, END), '--verify-only');
    const { exit, out } = await again('--start=1h', '--status', '--format=json');
    const [from, middle, to] = [START, HALF, END].map((time) =>
      new Date(time).toISOString().replace('.000Z', 'Z'),
    );
    const ranges = [{ from, to: middle }];
    expect(JSON.parse(out)).toEqual({
      verified: false,
      notStarted: 0,
      shards: [
        {
          title: 'state',
          progress: '50 % copied, 50 % compared',
          range: { from, to },
          percent: { copied: 50, compared: 50, verified: 50 },
          samples: 480,
          lastSent: expect.any(String),
          ranges: { copied: ranges, inFlight: [], compared: ranges, verified: ranges },
        },
      ],
    });
    expect(exit).toBe(1);
  });

  it('of a file without content ends with 2, as does one that is not there', async () => {
    const { again, statePath } = await migration();
    writeFileSync(statePath, '');
    expect((await again('--status')).exit).toBe(2);
    expect((await again('--status', '--state=none.json')).exit).toBe(2);
  });
});

it('a server that repeats a credential of the query does not get it shown', async () => {
  const { again, source } = await migration({
    source: {
      faultFor: (path) =>
        path === '/api/v1/read' ? { kind: 'status', status: 404, text: 'no /read?token=hunter2' } : undefined,
    },
  });
  const { exit, err, out } = await again(
    ...between(START, END),
    `--reader-url=${source.url}/api/v1/read?token=hunter2`,
    '--dry-run',
  );
  expect([exit, err + out]).toEqual([2, expect.stringContaining('HTTP 404: no /read?token=<redacted>')]);
});

describe('the state of another migration', () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    [
      'user',
      ['--writer-auth-username=team-1', '--writer-auth-password=hunter2'],
      ['--writer-auth-username=team-2', '--writer-auth-password=hunter2'],
      'user name of the writer team-1, now team-2',
    ],
    [
      'user in a header',
      [`--writer-http-header=Authorization: Basic ${Buffer.from('team-1:hunter2').toString('base64')}`],
      [`--writer-http-header=Authorization: Basic ${Buffer.from('team-2:hunter2').toString('base64')}`],
      'user name of the writer team-1, now team-2',
    ],
    [
      'header',
      ['--reader-http-header=X-Shard:a-hunter2'],
      ['--reader-http-header=X-Shard:b-hunter2'],
      'header x-shard of the reader has another value',
    ],
    [
      'tenant',
      ['--reader-http-header=X-Scope-OrgID:one'],
      ['--reader-http-header=X-Scope-OrgID:two'],
      'tenants one,, now two,',
    ],
    ['histograms', ['--drop-histograms'], [], '--drop-histograms was given, and is not now'],
  ])('is refused: another %s', async (_, first, second, text) => {
    const { again, statePath } = await migration();
    await again(...between(START, HALF), ...first);
    expect(readFileSync(statePath, 'utf8')).not.toContain('hunter2');
    const { exit, err } = await again(...between(START, HALF), ...second);
    expect(err).toContain(text);
    expect(err).not.toContain('hunter2');
    expect(exit).toBe(2);
  });

  it('is refused: another database in the query, but not another token', async () => {
    const { again, statePath, source } = await migration();
    const at = (query: string): string => `--reader-url=${source.url}/api/v1/read?${query}`;
    const words = between(START, HALF);
    await again(...words, at('db=prod&token=hunter2'));
    expect(readFileSync(statePath, 'utf8')).not.toContain('hunter2');
    expect((await again(...words, at('token=hunter3&db=prod'))).exit).toBe(0);
    const { exit, err } = await again(...words, at('db=test&token=hunter2'));
    expect(err).toContain('parameter db of the reader has another value');
    expect([exit, /hunter/.test(err)]).toEqual([2, false]);
  });

  it('is no other one with --drop-histograms where a refusal asks for it, nor with another secret', async () => {
    const { again } = await migration();
    const words = between(START, HALF);
    const secret = (word: string): string => `--writer-auth-bearer-token=${word}`;
    await again(...words, secret('hunter-one'));
    expect((await again(...words, secret('hunter-two'), '--drop-histograms')).exit).toBe(0);
    expect((await again(...words, secret('hunter-two'))).exit).toBe(2);
  });

  it('that an earlier version wrote is taken for what it says', async () => {
    const { again, statePath } = await migration();
    await again(...between(START, HALF));
    const state = JSON.parse(readFileSync(statePath, 'utf8')) as { identity: object };
    const { reader, writer, selector, drop, tenants } = state.identity as Record<string, unknown>;
    writeFileSync(
      statePath,
      JSON.stringify({ ...state, identity: { reader, writer, selector, drop, tenants } }),
    );
    expect((await again(...between(START, HALF), '--reader-http-header=X-Shard:a')).exit).toBe(0);
  });
});
