import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext } from 'vitest';
import { temporaryFolder } from '../tools/paths.ts';
import { storesTest } from '../tools/provided.ts';
import { faultProxy } from './fault-proxy.ts';
import { bitsOf, differences, historyOf } from './history.ts';
import { floatSeries, readHistory, write, writeHistory } from './remote.ts';
import { AT_ONCE, backfill, metricOf, type Store, startPrometheus, status, verified } from './stores.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
const now = Math.floor(Date.now() / HOUR) * HOUR;
const end = now - 2 * HOUR;

const start = end - 6 * HOUR;

/**
 * Series that are scraped while the history arrives, hours within seconds: Prometheus compacts its head again and again.
 * They run ahead of the clock, as the first sample of a run has the present time; 2.42 takes that, newer ones do not.
 * @returns ends it
 */
function scraped(store: Store, { onTestFinished }: Pick<TestContext, 'onTestFinished'>): () => Promise<void> {
  const state = { isOver: false };
  const labels = Array.from({ length: 100 }, (_, index) => ({ __name__: 'live', instance: `i-${index}` }));
  const writing = (async () => {
    for (let at = now; at < now + 30 * DAY && !state.isOver; at += 5 * MINUTE)
      await write(
        store.write,
        labels.map((one) => floatSeries(one, [[at, bitsOf(at / 1000)]])),
      );
  })();
  const stop = async (): Promise<void> => {
    state.isOver = true;
    await writing.catch(() => undefined);
  };
  onTestFinished(stop);
  return stop;
}

describe('a destination that loses what it has acknowledged', () => {
  storesTest(
    'compacting its head while a slab of all hours arrives: nothing is missing in the end',
    async ({ programs, expect, onTestFinished }) => {
      const history = historyOf({ start, end, series: 190 });
      const source = await startPrometheus(programs.prometheus3, { onTestFinished });
      await writeHistory(source.write, history);
      const destination = await startPrometheus(programs.prometheus2, { onTestFinished });
      const folder = await temporaryFolder(onTestFinished);
      const stop = scraped(destination, { onTestFinished });
      const args = ['--max-read-duration=6h', '--rate=30000'];
      const move = { folder, from: source.read, to: destination.write, start, end, args };
      await verified(move, expect).finally(stop);
      expect(await metricOf(destination, 'prometheus_tsdb_compactions_total')).toBeGreaterThan(3);
      expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
    },
  );

  storesTest(
    'at once: what the first comparison misses is sent again',
    async ({ programs, expect, onTestFinished }) => {
      const history = historyOf({ start, end, series: 60 });
      const source = await startPrometheus(programs.prometheus3, { onTestFinished });
      await writeHistory(source.write, history);
      const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
      let writes = 0;
      const proxy = await faultProxy(destination.base, (_, path) =>
        path.endsWith('/api/v1/write') && ++writes % 7 === 6 ? { kind: 'status', status: 204 } : undefined,
      );
      onTestFinished(() => proxy.close());
      const folder = await temporaryFolder(onTestFinished);
      const to = `${proxy.url}/api/v1/write`;
      const move = { folder, from: source.read, to, start, end, args: [AT_ONCE] };
      const run = await verified(move, expect);
      expect(run.text).toMatch(/first comparison: .* missing and sent again/);
      expect(proxy.faults).toBeGreaterThan(3);
      expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
    },
  );

  storesTest(
    'weeks later: --verify-only finds it and sends it again',
    async ({ programs, expect, onTestFinished }) => {
      const history = historyOf({ start, end, series: 60 });
      const source = await startPrometheus(programs.prometheus3, { onTestFinished });
      await writeHistory(source.write, history);
      const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
      const folder = await temporaryFolder(onTestFinished);
      const move = { folder, from: source.read, to: destination.write, start, end };
      const once = await backfill({ ...move, args: ['--no-wait'] }).ended;
      expect(once.text + once.errors).toContain('backfill: copied, verified once\n');
      expect(once.status).toBe(0);
      expect((await status(folder)).status).toBe(1);
      await verified({ ...move, args: [AT_ONCE, '--verify-only'] }, expect);
      expect((await status(folder)).status).toBe(0);
      await destination.process.stop();
      await rm(join(destination.folder, 'data'), { recursive: true });
      const empty = await startPrometheus(programs.prometheus3, { onTestFinished, after: destination });
      expect(differences(new Map(), await readHistory(empty.read, start, end))).toEqual([]);
      const again = await backfill({ ...move, args: [AT_ONCE, '--verify-only'] }).ended;
      expect(again.text).toMatch(/missing and sent again/);
      expect(differences(history, await readHistory(empty.read, start, end))).toEqual([]);
    },
  );
});
