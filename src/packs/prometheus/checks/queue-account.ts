import type { Queue } from './asking.ts';
import type { OwnHistory } from './own-history.ts';
import type { Series } from './query-api.ts';

/** What is counted apart: a request holds both. */
export type Kind = 'samples' | 'histograms';

const PREFIX = 'prometheus_remote_storage_';
const PARTS = ['total', 'retried_total', 'failed_total', 'dropped_total', 'pending'] as const;

/** Every series that the account of a queue needs. */
export const ACCOUNT_METRICS = `${PREFIX}(samples|histograms|exemplars)_(in_total|${PARTS.join('|')})`;

/** Counters at one scrape. */
export interface Counts {
  readonly time: number;
  /** What the Prometheus took in, for all queues. */
  readonly taken: number;
  /** Sent, and accepted. */
  readonly delivered: number;
  readonly failed: number;
  /** By its reason; 2.42 gives none. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly pending: number;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const droppedIn = ({ dropped }: Counts): number => sumOf(Object.values(dropped));

/** What was taken in and is nowhere else to be seen: lost, or still on the way from the WAL to the queue. */
export const missingIn = (counts: Counts): number =>
  counts.taken - counts.delivered - droppedIn(counts) - counts.pending;

/**
 * The account of one queue at each scrape, oldest first. A scrape without one of the counters says nothing.
 * @returns undefined where the server does not count what it takes in (audit P-74)
 */
export function accountOf(
  series: readonly Series[],
  queue: Queue,
  kind: Kind,
): readonly Counts[] | undefined {
  const named = (part: string): readonly Series[] =>
    series.filter(({ labels }) => labels.__name__ === `${PREFIX}${kind}_${part}`);
  const ofQueue = (part: string): readonly Series[] =>
    named(part).filter(
      ({ labels }) => labels.url === queue.url && (labels.remote_name ?? '') === queue.remote_name,
    );
  const [taken] = named('in_total');
  if (taken === undefined) return undefined;
  const valuesOf = (of: readonly Series[]): ReadonlyMap<number, number> => {
    const values = new Map<number, number>();
    for (const { points } of of)
      for (const [time, value] of points) values.set(time, (values.get(time) ?? 0) + Number(value));
    return values;
  };
  const [total, retried, failed, , pending] = PARTS.map((part) => valuesOf(ofQueue(part)));
  const dropped = ofQueue('dropped_total').map((one) => [one.labels.reason ?? '', valuesOf([one])] as const);
  return taken.points.flatMap(([time, value]): readonly Counts[] => {
    const sent = total?.get(time);
    const waiting = pending?.get(time);
    if (sent === undefined || waiting === undefined) return [];
    const refused = failed?.get(time) ?? 0;
    return [
      {
        time,
        taken: Number(value),
        delivered: sent - (retried?.get(time) ?? 0) - refused,
        failed: refused,
        dropped: Object.fromEntries(dropped.map(([reason, values]) => [reason, values.get(time) ?? 0])),
        pending: waiting,
      },
    ];
  });
}

/** What became of the samples between two stretches of scrapes. */
export interface Balance {
  readonly since: number;
  readonly taken: number;
  /** What was taken in and neither delivered, nor dropped, nor is waiting. */
  readonly lost: number;
  /** How far that can be off: samples that were read from the WAL between two counters of one scrape. */
  readonly slack: number;
  readonly failed: number;
  readonly dropped: Readonly<Record<string, number>>;
}

const leastOf = (counts: readonly Counts[]): Counts =>
  counts.reduce((least, one) => (missingIn(one) < missingIn(least) ? one : least));

const spreadOf = (counts: readonly Counts[]): number => {
  const all = counts.map(missingIn);
  return Math.max(...all) - Math.min(...all);
};

/** How many scrapes at each end are looked at: at one of them nothing was on its way. */
export const SCRAPES = 5;

/**
 * The identity of remote_write: what went in, less what came out. What is missing only grows, apart from samples that are on
 * their way at the moment of a scrape, so the least of a few scrapes at each end is what is really missing.
 * @param starts the scrapes at the start, oldest first, not empty
 * @param ends those at the end, not empty, all of them later
 */
export function balanceOf(starts: readonly Counts[], ends: readonly Counts[]): Balance {
  const [start, end] = [leastOf(starts), leastOf(ends)];
  const [first, last] = [starts[0] ?? start, ends.at(-1) ?? end];
  return {
    since: first.time,
    taken: last.taken - first.taken,
    lost: missingIn(end) - missingIn(start),
    slack: Math.max(spreadOf(starts), spreadOf(ends)),
    failed: last.failed - first.failed,
    dropped: Object.fromEntries(
      Object.entries(last.dropped).map(([reason, count]) => [reason, count - (first.dropped[reason] ?? 0)]),
    ),
  };
}

/** How far before the end, and around the start, scrapes are looked at: several of the slowest usual interval. */
export const EDGE = 5 * 60_000;

/** How often counters of the account began anew: then what stood in them before is not known. @throws NoAnswer */
export async function resetsOf(
  history: OwnHistory,
  { remote_name, url }: Queue,
  from: number,
  to: number,
): Promise<number> {
  const counts = await Promise.all([
    history.resets(`${PREFIX}samples_total`, { remote_name, url }, from, to),
    history.resets(`${PREFIX}samples_in_total`, {}, from, to),
  ]);
  return sumOf(counts);
}
