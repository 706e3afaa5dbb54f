import { describe, type TestContext } from 'vitest';
import { temporaryFolder } from '../tools/paths.ts';
import { storesTest } from '../tools/provided.ts';
import { faultProxy } from './fault-proxy.ts';
import { differences, type History, historyOf } from './history.ts';
import { exportHistory, readHistory, writeHistory } from './remote.ts';
import { until } from './servers.ts';
import {
  AT_ONCE,
  backfill,
  type Move,
  type Run,
  type Store,
  startPrometheus,
  startVictoriaMetrics,
  verified,
} from './stores.ts';

const HOUR = 3_600_000;
const end = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
const start = end - 6 * HOUR;

/** A run that is killed where its state says that so much is copied, and ends with SIGKILL each time. */
async function killedAt(shares: readonly number[], move: Move, expect: TestContext['expect']): Promise<void> {
  for (const share of shares) {
    const running = backfill({ ...move, args: [...(move.args ?? []), '--rate=60000'] });
    await until(`${share * 100} % are copied`, () => running.copied() >= share, 120);
    running.signal('SIGKILL');
    const { status } = await running.ended;
    expect(status).toBeNull();
    expect(running.copied()).toBeLessThan(1);
  }
}

const KILLS = [0.3, 0.6, 0.9];

describe('a run that is killed three times, and run again', () => {
  storesTest('into Prometheus: every sample is there', async ({ programs, expect, onTestFinished }) => {
    const history = historyOf({ start, end, series: 190 });
    const source = await startPrometheus(programs.prometheus2, { onTestFinished });
    await writeHistory(source.write, history);
    const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
    const folder = await temporaryFolder(onTestFinished);
    const move = { folder, from: source.read, to: destination.write, start, end, args: [AT_ONCE] };
    await killedAt(KILLS, move, expect);
    await verified(move, expect);
    expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
  });

  // With many requests at once, much of a slab is under way when the run ends.
  storesTest.for([
    { concurrency: '2', slab: '10m' },
    { concurrency: '8', slab: '15m' },
  ])(
    'into VictoriaMetrics, $concurrency requests at once: no sample is there twice',
    async ({ concurrency, slab }, { programs, expect, onTestFinished }) => {
      const history = historyOf({ start, end, series: 190, plain: true });
      const source = await startPrometheus(programs.prometheus3, { onTestFinished });
      await writeHistory(source.write, history);
      const destination = await startVictoriaMetrics(programs.victoriaMetrics, { onTestFinished });
      const folder = await temporaryFolder(onTestFinished);
      // Slabs would grow until the last kill finds nothing left to copy.
      const args = [`--max-read-duration=${slab}`, `--concurrency=${concurrency}`, '--max-write-size=16KB'];
      const move = { folder, from: source.read, to: destination.write, start, end, args };
      await killedAt(KILLS, move, expect);
      await verified(move, expect);
      expect(differences(history, await exportHistory(destination.base, start, end))).toEqual([]);
    },
  );
});

/** Every fifth request is spoilt, each time in another way. */
const FAULTS = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'cut' },
  { kind: 'lost-answer' },
  { kind: 'truncated', bytes: 100 },
  { kind: 'status', status: 502 },
] as const;

async function behindFaults(store: Store, { onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const proxy = await faultProxy(store.base, (number, path) =>
    // What is asked before the copy has no retries: it ends the run with its reason.
    /\/api\/v1\/(read|write)$/.test(path) && number % 5 === 4
      ? FAULTS[((number - 4) / 5) % FAULTS.length]
      : undefined,
  );
  onTestFinished(() => proxy.close());
  return proxy;
}

const movedThrough = (
  folder: string,
  reader: string,
  writer: string,
  args: readonly string[] = [],
): Promise<Run> =>
  backfill({
    folder,
    from: `${reader}/api/v1/read`,
    to: `${writer}/api/v1/write`,
    start,
    end,
    args: [AT_ONCE, ...args],
  }).ended;

describe('a proxy that answers 503, 429 and 502, cuts connections, loses answers and truncates them', () => {
  const history: History = historyOf({ start, end, series: 190 });

  storesTest('in front of both Prometheus: nothing is lost', async ({ programs, expect, onTestFinished }) => {
    const source = await startPrometheus(programs.prometheus3, { onTestFinished });
    await writeHistory(source.write, history);
    const destination = await startPrometheus(programs.prometheus2, { onTestFinished });
    const [reader, writer] = [
      await behindFaults(source, { onTestFinished }),
      await behindFaults(destination, { onTestFinished }),
    ];
    const run = await movedThrough(await temporaryFolder(onTestFinished), reader.url, writer.url);
    expect(run.text + run.errors).toContain('backfill: verified\n');
    expect(run.status).toBe(0);
    expect(Math.min(reader.faults, writer.faults)).toBeGreaterThanOrEqual(FAULTS.length);
    expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
  });

  storesTest(
    'a 202 stores nothing and ends the run with its words',
    async ({ programs, expect, onTestFinished }) => {
      const source = await startPrometheus(programs.prometheus3, { onTestFinished });
      await writeHistory(source.write, history);
      const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
      let writes = 0;
      const proxy = await faultProxy(destination.base, (_, path) =>
        path.endsWith('/api/v1/write') && ++writes === 9
          ? { kind: 'status', status: 202, text: 'replicas did not match, rejecting sample' }
          : undefined,
      );
      onTestFinished(() => proxy.close());
      const folder = await temporaryFolder(onTestFinished);
      const refused = await movedThrough(folder, source.base, proxy.url);
      expect(refused.text + refused.errors).toContain('replicas did not match, rejecting sample');
      expect(refused.status).toBe(1);
      const again = await movedThrough(folder, source.base, proxy.url);
      expect(again.text + again.errors).toContain('backfill: verified\n');
      expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
    },
  );
});
