import { describe } from 'vitest';
import { freePorts } from '../tools/free-ports.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { storesTest } from '../tools/provided.ts';
import { differences, historyOf, numberOf, samplesIn, seriesText } from './history.ts';
import { exportHistory, readHistory, writeHistory } from './remote.ts';
import { until } from './servers.ts';
import { AT_ONCE, backfill, startPrometheus, startVictoriaMetrics, verified } from './stores.ts';

const HOUR = 3_600_000;
const end = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
const start = end - 6 * HOUR;

describe('a history moved between real stores, compared to the last bit', () => {
  for (const [from, to] of [
    ['prometheus2', 'prometheus3'],
    ['prometheus3', 'prometheus2'],
  ] as const)
    storesTest(`${from} to ${to}`, async ({ programs, expect, onTestFinished }) => {
      const history = historyOf({ start, end, series: 190 });
      const source = await startPrometheus(programs[from], { onTestFinished });
      await writeHistory(source.write, history);
      expect(differences(history, await readHistory(source.read, start, end))).toEqual([]);
      const destination = await startPrometheus(programs[to], { onTestFinished });
      const folder = await temporaryFolder(onTestFinished);
      const move = { folder, from: source.read, to: destination.write, start, end, args: [AT_ONCE] };
      const run = await verified(move, expect);
      expect(run.text).toContain(
        `second comparison: ${samplesIn(history).toLocaleString('en')} samples compared\n`,
      );
      expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
    });

  storesTest('prometheus3 to VictoriaMetrics', async ({ programs, expect, onTestFinished }) => {
    const history = new Map(historyOf({ start, end, series: 190 }));
    // The largest number beside the smallest ones is more than its decimal blocks can hold.
    history.delete(seriesText({ __name__: 'odd_small' }));
    const source = await startPrometheus(programs.prometheus3, { onTestFinished });
    await writeHistory(source.write, history);
    const destination = await startVictoriaMetrics(programs.victoriaMetrics, { onTestFinished });
    const folder = await temporaryFolder(onTestFinished);
    await verified({ folder, from: source.read, to: destination.write, start, end }, expect);
    const isOrdinaryNaN = (bits: bigint) => Number.isNaN(numberOf(bits)) && bits !== 0x7ff0_0000_0000_0002n;
    const storable = new Map(
      [...history].map(([series, points]) => [series, points.filter(([, bits]) => !isOrdinaryNaN(bits))]),
    );
    // It keeps 12 digits.
    const isNear = (one: bigint, other: bigint) => {
      const [a, b] = [numberOf(one), numberOf(other)];
      return one === other || a === b || Math.abs(a - b) <= 1e-11 * Math.abs(a);
    };
    expect(differences(storable, await exportHistory(destination.base, start, end), isNear)).toEqual([]);
  });

  storesTest('metrics say how far a run is', async ({ programs, expect, onTestFinished }) => {
    const history = historyOf({ start, end, series: 60 });
    const source = await startPrometheus(programs.prometheus3, { onTestFinished });
    await writeHistory(source.write, history);
    const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
    const folder = await temporaryFolder(onTestFinished);
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const args = [AT_ONCE, '--rate=30000', `--metrics-listen=${address}`];
    const running = backfill({ folder, from: source.read, to: destination.write, start, end, args });
    const copied = async (): Promise<number> => {
      const answer = await fetch(`http://${address}/metrics`).catch(() => undefined);
      const [, seconds] =
        /^phasegate_backfill_range_seconds\{state="copied",.*\} (\d+)$/m.exec((await answer?.text()) ?? '') ??
        [];
      return Number(seconds ?? 0);
    };
    await until('an hour is copied', async () => (await copied()) >= 3600);
    expect(await copied()).toBeLessThan((end - start) / 1000);
    const run = await running.ended;
    expect(run.text + run.errors).toContain('backfill: verified\n');
    expect(run.status).toBe(0);
  });
});
