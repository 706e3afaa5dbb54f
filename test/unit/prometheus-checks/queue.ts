import { HOUR, type Labels, NOW, type Series } from './fake-prometheus.ts';

export const OLD_URL = 'http://cortex:9009/api/v1/push';
export const NEW_URL = 'https://mimir.example/api/v1/push';

/** Counters of one queue and of the process at one scrape, named as Prometheus 2.42 to 3.15 name them. */
export interface Scrape {
  readonly in?: number;
  readonly total?: number;
  readonly retried?: number;
  readonly failed?: number;
  readonly pending?: number;
  readonly dropped?: Labels;
  /** Out-of-order samples that were appended. */
  readonly older?: number;
  readonly histograms?: { readonly in: number; readonly total: number };
}

export interface Process {
  /** At each moment: how a process that loses nothing counts, with what is otherwise. */
  readonly at?: (time: number, scrape: Required<Pick<Scrape, 'in' | 'total' | 'pending'>>) => Scrape;
  /** When it was started, and when its queues began; milliseconds since 1970. */
  readonly start?: number;
  readonly queueFrom?: number;
  readonly version?: string;
  readonly isReloaded?: boolean;
  readonly lag?: number;
  readonly instance?: string;
  /** Metrics that it does not have. */
  readonly without?: RegExp;
}

const INTERVAL = 30_000;
/** Samples a scrape. */
const RATE = 500;

/** What a Prometheus that scrapes itself has of its queue to the new store, for a day and some hours. */
export function ownMetrics(process: Process = {}): readonly Series[] {
  const {
    at = (_, scrape) => scrape,
    start = NOW - 90 * HOUR,
    queueFrom = start,
    version = '3.14.0',
  } = process;
  const { isReloaded = true, lag = 3, instance = '10.0.0.1:9090', without } = process;
  const target = { job: 'prometheus', instance };
  const queue = { ...target, remote_name: 'new', url: NEW_URL };
  const series = new Map<string, Series & { readonly points: [number, number][] }>();
  const put = (name: string, labels: Labels, time: number, value: number): void => {
    if (without?.test(name)) return;
    const key = JSON.stringify([name, labels]);
    const found = series.get(key) ?? { labels: { __name__: name, ...labels }, points: [] };
    found.points.push([time, value]);
    series.set(key, found);
  };
  const from = Math.max(start, NOW - 28 * HOUR);
  for (let time = Math.ceil(from / INTERVAL) * INTERVAL; time <= NOW; time += INTERVAL) {
    const taken = Math.round((time - start) / INTERVAL) * RATE;
    const before = Math.max(0, Math.round((queueFrom - start) / INTERVAL) * RATE);
    const counts = { in: taken, pending: 0, total: taken - before };
    const scrape: Scrape = { ...counts, ...at(time, counts) };
    const { retried = 0, failed = 0, pending = 0, dropped = {}, older = 0, histograms } = scrape;
    const PREFIX = 'prometheus_remote_storage_';
    put('process_start_time_seconds', target, time, start / 1000);
    put('prometheus_build_info', { ...target, version }, time, 1);
    put('prometheus_config_last_reload_successful', target, time, isReloaded ? 1 : 0);
    put(`${PREFIX}samples_in_total`, target, time, scrape.in ?? taken);
    put(`${PREFIX}highest_timestamp_in_seconds`, target, time, time / 1000);
    put('prometheus_tsdb_head_out_of_order_samples_appended_total', target, time, older);
    if (histograms) {
      put(`${PREFIX}histograms_in_total`, target, time, histograms.in);
      put(`${PREFIX}histograms_total`, queue, time, histograms.total);
      put(`${PREFIX}histograms_pending`, queue, time, 0);
    }
    if (time < queueFrom) continue;
    put(`${PREFIX}samples_total`, queue, time, scrape.total ?? counts.total);
    put(`${PREFIX}samples_retried_total`, queue, time, retried);
    put(`${PREFIX}samples_failed_total`, queue, time, failed);
    put(`${PREFIX}samples_pending`, queue, time, pending);
    put(`${PREFIX}queue_highest_sent_timestamp_seconds`, queue, time, time / 1000 - lag);
    for (const [reason, count] of Object.entries(dropped))
      put(
        `${PREFIX}samples_dropped_total`,
        reason === '' ? queue : { ...queue, reason },
        time,
        Number(count),
      );
  }
  return [...series.values()];
}
