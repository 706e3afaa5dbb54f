import { describe } from 'vitest';
import { temporaryFolder } from '../tools/paths.ts';
import { storesTest } from '../tools/provided.ts';
import { differences, historyOf } from './history.ts';
import { histogramSeries, readHistograms, readHistory, write, writeHistory } from './remote.ts';
import { AT_ONCE, backfill, startPrometheus, startVictoriaMetrics, verified } from './stores.ts';

const HOUR = 3_600_000;
const end = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
const start = end - 2 * HOUR;
const STEP = 60_000;

const times = Array.from({ length: (end - start) / STEP }, (_, index) => start + index * STEP);

/** Of exponential buckets, whole numbers; one of floats; one of custom buckets; and the stale marker as the last of each. */
const HISTOGRAMS = [
  histogramSeries(
    { __name__: 'seconds', job: 'a' },
    times.map((timestamp, index) => ({
      timestamp,
      count_int: 6 + 2 * (index % 3),
      sum: 18.4 * (index + 1),
      schema: 1,
      zero_threshold: 0.001,
      zero_count_int: 2,
      positive_spans: [
        { offset: 0, length: 2 },
        { offset: 1, length: 1 },
      ],
      positive_deltas: [1, index % 3, -1],
      negative_spans: [{ offset: -3, length: 1 }],
      negative_deltas: [2],
    })),
  ),
  histogramSeries(
    { __name__: 'seconds', job: 'floats' },
    times.map((timestamp, index) => ({
      timestamp,
      count_float: 6.5 + index,
      sum: -3.25,
      schema: 0,
      zero_threshold: 0.001,
      zero_count_float: 2.5,
      positive_spans: [{ offset: 0, length: 2 }],
      positive_counts: [1.5, 2.5 + index],
    })),
  ),
  histogramSeries(
    { __name__: 'seconds', job: 'custom' },
    times.map((timestamp, index) => ({
      timestamp,
      count_int: 5 + index,
      sum: 18.5,
      schema: -53,
      custom_values: [1, 2.5, 10],
      positive_spans: [{ offset: 0, length: 2 }],
      positive_deltas: [3, -1 + index],
    })),
  ),
];

/** A source of floats and histograms in one range, with values that only one of both ways to read it keeps. */
async function sourceOf(
  program: string,
  onTestFinished: Parameters<typeof startPrometheus>[1]['onTestFinished'],
  plain = false,
) {
  const history = historyOf({ start, end, series: 20, plain });
  const source = await startPrometheus(program, { onTestFinished });
  await writeHistory(source.write, history);
  for (let at = 0; at < times.length; at += 15)
    await write(
      source.write,
      HISTOGRAMS.map((one) => {
        const { labels, histograms } = one as { labels: object; histograms: object[] };
        return { labels, histograms: histograms.slice(at, at + 15) };
      }),
    );
  const histograms = await readHistograms(source.read, start, end);
  return { history, source, histograms };
}

describe('native histograms beside floats', () => {
  storesTest(
    'arrive in another Prometheus to the bit, and the floats as well',
    async ({ programs, expect, onTestFinished }) => {
      const { history, source, histograms } = await sourceOf(programs.prometheus3, onTestFinished);
      expect(Object.values(histograms).map(({ length }) => length)).toEqual([
        times.length,
        times.length,
        times.length,
      ]);
      const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
      const folder = await temporaryFolder(onTestFinished);
      await verified(
        { folder, from: source.read, to: destination.write, start, end, args: [AT_ONCE] },
        expect,
      );
      expect(await readHistograms(destination.read, start, end)).toEqual(histograms);
      expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
    },
  );

  storesTest(
    'are refused where the destination has none, and left out with --drop-histograms',
    async ({ programs, expect, onTestFinished }) => {
      const { source } = await sourceOf(programs.prometheus3, onTestFinished, true);
      for (const destination of [
        await startPrometheus(programs.prometheus2, { onTestFinished }),
        await startVictoriaMetrics(programs.victoriaMetrics, { onTestFinished }),
      ]) {
        const folder = await temporaryFolder(onTestFinished);
        const move = { folder, from: source.read, to: destination.write, start, end };
        const refused = await backfill(move).ended;
        expect(refused.text + refused.errors).toMatch(/error histograms-(out-of-order|dropped)/);
        expect(refused.status).toBe(1);
        const left = await backfill({ ...move, args: [AT_ONCE, '--drop-histograms', '--unverified'] }).ended;
        expect(left.text + left.errors).toContain(
          'left out by --drop-histograms: the native histograms of 1 metric (seconds)\n',
        );
        expect([left.text, left.status]).toEqual([left.text, 0]);
      }
    },
  );
});

describe('external labels of the source', () => {
  storesTest(
    'land on the history, and are left out with --drop-label',
    async ({ programs, expect, onTestFinished }) => {
      const history = historyOf({ start, end, series: 20 });
      const source = await startPrometheus(programs.prometheus3, {
        onTestFinished,
        config: {
          global: {
            external_labels: { prometheus: 'monitoring/k8s', prometheus_replica: 'prometheus-k8s-0' },
          },
        },
      });
      await writeHistory(source.write, history);
      const destination = await startPrometheus(programs.prometheus3, { onTestFinished });
      const folder = await temporaryFolder(onTestFinished);
      const move = { folder, from: source.read, to: destination.write, start, end };
      const told = await backfill({ ...move, args: ['--check'] }).ended;
      expect(told.text + told.errors).toMatch(/warning external-labels: .*--drop-label prometheus/s);
      await verified(
        {
          ...move,
          args: [AT_ONCE, '--drop-label=prometheus', '--drop-label=prometheus_replica'],
        },
        expect,
      );
      expect(differences(history, await readHistory(destination.read, start, end))).toEqual([]);
    },
  );
});
