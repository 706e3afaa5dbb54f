import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backfill } from '../../../src/packs/prometheus/backfill/command.ts';
import { BACKFILL_OPTIONS } from '../../../src/packs/prometheus/backfill/flags.ts';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import { ok } from '../../../src/result.ts';
import { run } from '../cli/run.ts';
import { storeFor } from './run.ts';
import type { Store, StoreSettings } from './store.ts';

const MINUTE = 60_000;
/** An hour that lies three hours back, at a full quarter. */
const END = Math.floor((Date.now() - 3 * 60 * MINUTE) / (15 * MINUTE)) * 15 * MINUTE;
const START = END - 60 * MINUTE;

/** Four series of an hour, a sample a quarter of a minute. */
async function filledStore(settings?: StoreSettings): Promise<Store> {
  const store = await storeFor(settings);
  for (let number = 0; number < 4; number++)
    store.add(
      { __name__: 'requests_total', instance: `node-${number}` },
      Array.from(
        { length: 240 },
        (_, index) => [START + index * 15_000, number * 1000 + index * 0.1] as const,
      ),
    );
  return store;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
  readonly folder: string;
}

async function runIn(
  folder: string,
  words: readonly string[],
  stopping: AbortSignal = new AbortController().signal,
): Promise<Ended> {
  const out: string[] = [];
  const said: string[] = [];
  const code = await backfill(words, {
    env: {},
    cwd: folder,
    interrupted: stopping,
    writeOut: (text) => ok(void out.push(text)),
    writeError: (text) => void said.push(text),
  });
  return { code, out: out.join(''), said: said.join(''), folder };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-backfill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const wordsFor = (source: Store, destination: Store): readonly string[] => [
  `--reader-url=${source.url}/api/v1/read`,
  `--writer-url=${destination.url}/api/v1/write`,
  `--start=${START / 1000}`,
  `--end=${END / 1000}`,
];

/** A report without what differs from run to run. */
const steady = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/[\d.]+ MB, \S.*? samples\/s/, 'SIZE, LENGTH, RATE')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST');

const heldBy = (store: Store, name: string): unknown =>
  [...store.series]
    .filter(([, { labels }]) => labels.__name__ === name)
    .map(([key, { points }]) => [key, [...points].toSorted(([a], [b]) => a - b)]);

describe('a run', () => {
  it('copies bit for bit, says that one comparison is no proof, and proves it once the destination has compacted', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    const folder = newFolder();
    const once = await runIn(folder, [...wordsFor(source, destination), '--no-wait']);
    expect(steady(once.out)).toMatchInlineSnapshot(`
      "backfill: copied, verified once
      range: TIME to TIME (1 h), to Prometheus 3.5.0
      sent: 960 samples in 5 requests, SIZE, LENGTH, RATE
      marker series: phasegate_backfill_started{job="backfill"}
      first comparison: 960 samples compared
      next: pass --verify-only once the destination has compacted, or after --settle has passed
      "
    `);
    expect(once.code).toBe(0);
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
    destination.compactions++;
    const twice = await runIn(folder, wordsFor(source, destination));
    expect(steady(twice.out)).toMatchInlineSnapshot(`
      "backfill: verified
      range: TIME to TIME (1 h), to Prometheus 3.5.0
      second comparison: 960 samples compared
      "
    `);
    expect(twice.code).toBe(0);
    const status = await runIn(folder, ['--status']);
    expect([status.code, status.out]).toEqual([0, expect.stringMatching(/^state: verified, 960 samples/)]);
  });

  it('does not take a comparison for a proof that was made before the destination settled', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    const folder = newFolder();
    const words = wordsFor(source, destination);
    await runIn(folder, [...words, '--no-wait']);
    const early = await runIn(folder, [...words, '--verify-only', '--settle=10h']);
    expect([early.code, early.out]).toEqual([1, expect.stringMatching(/^backfill: copied, verified once/)]);
    const [lost] = [...destination.series.values()].filter(({ labels }) => labels.instance === 'node-1');
    lost?.points.clear();
    destination.compactions++;
    const healed = await runIn(folder, [...words, '--verify-only']);
    expect(healed.out).toContain('second comparison: 960 samples compared, 240 missing and sent again');
    expect([healed.code, healed.out]).toEqual([1, expect.stringMatching(/^backfill: copied, verified once/)]);
    destination.compactions++;
    expect((await runIn(folder, words)).out).toMatch(/^backfill: verified/);
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
  });

  it('counts series that only hold more than the source as equal', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    destination.add({ __name__: 'requests_total', instance: 'node-0' }, [[START + 7000, 5]]);
    destination.add({ __name__: 'requests_total', instance: 'node-1' }, [[START + 15_000, -5]]);
    const ended = await runIn(newFolder(), [...wordsFor(source, destination), '--no-wait']);
    expect([ended.code, ended.out]).toEqual([1, expect.stringContaining('1 held with another value')]);
    expect(ended.out).toContain(': 1 series unequal');
  });

  it('sends again what the destination acknowledged and did not store', async () => {
    const source = await filledStore();
    const destination = await storeFor({
      // The first request is the marker's.
      faultFor: (path, number) => (path === '/api/v1/write' && number === 2 ? { kind: 'lost' } : undefined),
    });
    const { code, out, said } = await runIn(newFolder(), [...wordsFor(source, destination), '--settle=0s']);
    expect(destination.faults).toBe(1);
    expect(said).toMatch(/\d+ samples were missing and sent again, 0 series unequal/);
    expect(out).toMatch(/^backfill: verified\n/);
    expect(out).toMatch(/first comparison: .* missing and sent again/);
    expect(code).toBe(0);
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
  });

  it.each([
    ['an answer that ends early', { kind: 'truncated' } as const],
    ['a server that is busy', { kind: 'status', status: 503, text: 'too busy' } as const],
  ])('reads again after %s', async (_, fault) => {
    const source = await filledStore({
      // The first reads are those of the look at both stores.
      faultFor: (path, number) => (path === '/api/v1/read' && number === 2 ? fault : undefined),
    });
    const destination = await storeFor();
    const { code } = await runIn(newFolder(), [...wordsFor(source, destination), '--settle=0s']);
    expect([code, source.faults]).toEqual([0, 1]);
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
  });

  it('reads SAMPLES where the source has nothing else', async () => {
    const [source, destination] = [await filledStore({ samplesOnly: true }), await storeFor()];
    const { code } = await runIn(newFolder(), [...wordsFor(source, destination), '--settle=0s']);
    expect(code).toBe(0);
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
  });

  it('halves what is too much for one SAMPLES answer, in the look, the copy and the comparisons alike', async () => {
    const [source, destination] = [
      await filledStore({ samplesOnly: true }),
      await storeFor({ samplesOnly: true }),
    ];
    const words = [...wordsFor(source, destination), '--max-read-size=2KB'];
    const counted = await runIn(newFolder(), [...words, '--dry-run']);
    expect(counted.out).toMatch(/^backfill: counted\n/);
    const { code, out, said } = await runIn(newFolder(), [...words, '--settle=0s']);
    expect(said).not.toContain('source-unreadable');
    expect([code, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
    expect(out).toContain('second comparison: 960 samples compared\n');
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
  });

  it('says where the destination holds other values, which it keeps', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    destination.add({ __name__: 'requests_total', instance: 'node-1' }, [[START + 15_000, -1]]);
    const { code, out } = await runIn(newFolder(), [...wordsFor(source, destination), '--settle=0s']);
    expect(steady(out)).toMatchInlineSnapshot(`
      "backfill: copied, unequal
      range: TIME to TIME (1 h), to Prometheus 3.5.0
      sent: 960 samples in 5 requests, SIZE, LENGTH, RATE
      marker series: phasegate_backfill_started{job="backfill"}
      first comparison: 960 samples compared, 1 held with another value
        TIME to TIME: 1 series unequal: requests_total{instance="node-1"}
      second comparison: 960 samples compared, 1 held with another value
        TIME to TIME: 1 series unequal: requests_total{instance="node-1"}
      next: look at the ranges above; what is held with another value stays as it is
      "
    `);
    expect(code).toBe(1);
  });

  it('says that it found nothing', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    const words = [...wordsFor(source, destination), '--reader-metrics-matcher=nothing', '--settle=0s'];
    const { code, out, said } = await runIn(newFolder(), words);
    expect(steady(out)).toMatchInlineSnapshot(`
      "backfill: nothing found
      range: TIME to TIME (1 h), to Prometheus 3.5.0
      sent: 0 samples in 1 request, SIZE, LENGTH, RATE
      marker series: phasegate_backfill_started{job="backfill"}
      first comparison: 0 samples compared
      stopped: the source has no sample of these series in the whole range
      next: check the selector, the tenant and the range, or pass --allow-empty
      "
    `);
    expect(said).toContain('warning source-looks-empty: ');
    expect(code).toBe(1);
    expect((await runIn(newFolder(), [...words, '--allow-empty'])).code).toBe(0);
  });

  it('refuses before the first byte, by the id that --accept takes', async () => {
    const [source, destination] = [await filledStore(), await storeFor({ window: '1h' })];
    const words = [...wordsFor(source, destination), '--check'];
    const refused = await runIn(newFolder(), words);
    expect(steady(refused.out)).toMatchInlineSnapshot(`
      "backfill: refused
      range: TIME to TIME (1 h), to Prometheus 3.5.0
      next: fix what is said above, or pass --accept window-too-short
      "
    `);
    expect(refused.said).toContain('error window-too-short: ');
    expect(refused.code).toBe(1);
    expect(destination.series.size).toBe(0);
    expect((await runIn(newFolder(), [...words, '--accept=window-too-short'])).code).toBe(0);
    expect(destination.series.size).toBe(0);
  });

  it('that is interrupted says how to go on, and the next one copies the rest alone', async () => {
    const stopping = new AbortController();
    let reads = 0;
    const source = await filledStore({
      faultFor: (path) => {
        if (path === '/api/v1/read' && ++reads === 4) stopping.abort();
        return undefined;
      },
    });
    const destination = await storeFor();
    const folder = newFolder();
    const first = await runIn(folder, [...wordsFor(source, destination), '--settle=0s'], stopping.signal);
    expect(first.out).toMatch(/^backfill: copied in part\n/);
    expect(first.out).toContain('stopped: interrupted\nnext: run the same command again');
    expect(first.code).toBe(1);
    const status = await runIn(folder, ['--status']);
    expect([status.code, status.out]).toEqual([1, expect.stringMatching(/^state: \d+ % copied/)]);
    const second = await runIn(folder, [...wordsFor(source, destination), '--settle=0s']);
    expect([second.code, second.out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
    expect(heldBy(destination, 'requests_total')).toEqual(heldBy(source, 'requests_total'));
  });

  it('that is interrupted at any request ends with 1, and the next one ends as it would have', async () => {
    let asked = 0;
    let last = Number.POSITIVE_INFINITY;
    let stopping = new AbortController();
    const faultFor = (): undefined => {
      if (asked++ === last) stopping.abort();
    };
    const source = await filledStore({ faultFor });
    const ends: unknown[] = [];
    for (let at = 0; ; at++) {
      const destination = await storeFor({ faultFor });
      const folder = newFolder();
      [asked, last, stopping] = [0, at, new AbortController()];
      const words = [...wordsFor(source, destination), '--settle=0s'];
      const { code, out } = await runIn(folder, words, stopping.signal);
      if (!stopping.signal.aborted) break;
      ends.push([code, /^stopped: (.*)$/m.exec(out)?.[1], /^next: run/m.test(out)]);
      last = Number.POSITIVE_INFINITY;
      expect((await runIn(folder, words)).out).toMatch(/^backfill: verified\n/);
    }
    expect(ends.length).toBeGreaterThan(20);
    expect(ends.filter((end) => String(end) !== '1,interrupted,true')).toEqual([]);
  });

  it('that cannot keep its state says so and ends with 1', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    const folder = newFolder();
    const { code, out } = await runIn(folder, [...wordsFor(source, destination), '--state=none/here.json']);
    expect(code).toBe(1);
    expect(out).toContain('backfill: copied in part\n');
    expect(out).toContain(
      `stopped: the state cannot be kept: ${join(folder, 'none/here.json')} cannot be written (ENOENT)\n`,
    );
    expect(out).toContain('next: make it writable, then run the same command again');
    expect(heldBy(destination, 'requests_total')).toEqual([]);
  });

  it('tells its report where the file for it cannot be written any more', async () => {
    const folder = newFolder();
    const report = join(folder, 'report.json');
    const [source, destination] = [
      await filledStore({
        faultFor: (path) => {
          if (path !== '/api/v1/read') return undefined;
          rmSync(report, { force: true, recursive: true });
          mkdirSync(report);
          return undefined;
        },
      }),
      await storeFor(),
    ];
    const words = [...wordsFor(source, destination), '--dry-run', '--format=json=report.json'];
    const { code, said } = await runIn(folder, words);
    expect(code).toBe(1);
    expect(said).toMatch(
      /report\.json cannot be written \(EISDIR\); the report is:\n\{[\s\S]*"samples": 960,/,
    );
  });

  it('that only counts a source which does not answer ends with 2', async () => {
    const [source, destination] = [
      await storeFor({
        faultFor: (path) =>
          path === '/api/v1/read' ? { kind: 'status', status: 404, text: 'no' } : undefined,
      }),
      await storeFor(),
    ];
    const { code, said } = await run(['backfill', ...wordsFor(source, destination), '--dry-run']);
    expect([code, said]).toEqual([2, expect.stringContaining('/api/v1/read answers HTTP 404: no')]);
  });

  it('prints JSON beside the text', async () => {
    const [source, destination] = [await filledStore(), await storeFor()];
    const { folder, out } = await runIn(newFolder(), [
      ...wordsFor(source, destination),
      '--dry-run',
      '--format=text',
      '--format=json=report.json',
    ]);
    expect(out).toMatch(/^backfill: counted\n/);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Record<string, unknown>;
    expect(report).toMatchObject({
      outcome: 'counted',
      samples: 960,
      range: { from: new Date(START).toISOString().replace('.000Z', 'Z') },
    });
    expect(destination.series.size).toBe(0);
  });
});

const URLS = ['--reader-url=http://a/api/v1/read', '--writer-url=http://b/api/v1/write'];

describe('a call that cannot be meant', () => {
  it.each([
    [[], '--start is missing; give it, such as 30d'],
    [['--start=30d'], '--reader-url is missing; give it, such as http://prometheus:9090/api/v1/read'],
    [['--start=30d', ...URLS, '--end=40d'], '--start is not before --end'],
    [['--start=yesterday', ...URLS], '--start: "yesterday" is not a time'],
    [['--start=30d', ...URLS, '--reader-metrics-matcher={}'], '--reader-metrics-matcher: '],
    [['--start=30d', ...URLS, '--max-write-size=12XB'], '--max-write-size: "12XB" is not a size'],
    [['--start=30d', ...URLS, '--check', '--dry-run'], '--check and --dry-run: give one of them'],
    [['--start=30d', ...URLS, '--format=xml'], '--format: unknown format "xml"; use text or json'],
    [['--start=30d', ...URLS, '--concurency=3'], 'unknown option --concurency; did you mean --concurrency?'],
    [['--start=30d', ...URLS, '--cuts=1,2'], '--cuts needs the variable JOB_COMPLETION_INDEX, from 0 to 0'],
    [['--status', '--state=none.json'], 'none.json cannot be read (ENOENT); pass --state'],
    [['--start=30d', ...URLS, '--plan'], '--plan needs --image'],
    [
      ['--start=30d', ...URLS, '--plan', '--image=i', '--reader-auth-bearer-token=hunter2'],
      '--reader-auth-bearer-token would be printed in the plan; give it as a file, such as',
    ],
  ])('%j is refused', async (words, text) => {
    const { code, out, said } = await run(['backfill', ...words]);
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain(text);
    expect(said).not.toContain('hunter2');
  });
});

describe('the pack', () => {
  it('names every variable that its command reads', () => {
    const read = Object.values(BACKFILL_OPTIONS).flatMap((row) =>
      'variable' in row && row.variable?.startsWith('PHASEGATE_') ? [row.variable] : [],
    );
    expect(prometheus.commands?.[0]?.variables).toEqual(read);
  });

  it('is not warned of its variables, in its command and in others', async () => {
    const env = { PHASEGATE_READER_TOKEN: 'hunter2' };
    expect((await run(['backfill', '--help'], { env })).said).toBe('');
    expect((await run(['rules'], { env })).said).toBe('');
  });
});

it('status tells a file that is no state', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'x.json'), '{}');
  const { code, out } = await runIn(folder, ['--status', '--state=x.json']);
  expect([code, out]).toEqual([2, 'state: it is not a state of phasegate backfill\n']);
});
