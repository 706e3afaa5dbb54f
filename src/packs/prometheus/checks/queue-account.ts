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
  /** What was taken in and neither delivered, nor dropped, nor is waiting: at least so much. */
  readonly lost: number;
  /** How many more may be lost, which requests under way at the scrapes would hide. */
  readonly hidden: number;
  /** How far `lost` can be off: samples that were read from the WAL between two counters of one scrape. */
  readonly slack: number;
  readonly failed: number;
  readonly dropped: Readonly<Record<string, number>>;
}

const least = (numbers: readonly number[]): number => Math.min(...numbers);

/** The most that can be missing: a request under way is counted as sent already, and as waiting until it is answered. */
const mostMissingIn = (counts: Counts): number => missingIn(counts) + counts.pending;

const spreadOf = (counts: readonly Counts[]): number => {
  const all = counts.map(missingIn);
  return Math.max(...all) - least(all);
};

/** How many scrapes at each end are looked at: at one of them nothing was on its way. */
export const SCRAPES = 5;

/**
 * Those at which nothing waited, so that no request was under way; all where there are not two, as nothing may wait just because
 * the WAL has not been read on.
 */
function clearest(counts: readonly Counts[]): readonly Counts[] {
  const clear = counts.filter(({ pending }) => pending === 0);
  return clear.length > 1 ? clear : counts;
}

/**
 * The identity of remote_write: what went in, less what came out. At a scrape, what is missing by it is the loss so far, and
 * - more, by samples that are on their way from the WAL to the queue. They are few and not always there, so that the least of a
 *   few scrapes is taken;
 * - less, by requests that are under way: their samples are counted as sent when a request begins, and as waiting until it ends.
 *   Nobody counts them apart, but they wait, so that they are no more than what waits.
 *
 * Where nothing waits at some scrapes of both ends, the loss between them is known. A busy server always has something waiting,
 * and then the loss is known but for what waits: a loss above that shows, and one below, such as that of a single request,
 * cannot be told from a request under way by any number of scrapes. What stays open then is not said to have arrived. It does
 * not grow with time, unlike what was taken in.
 * @param starts the scrapes at the start, oldest first, not empty
 * @param ends those at the end, not empty, all of them later
 */
export function balanceOf(starts: readonly Counts[], ends: readonly Counts[]): Balance {
  const [first, last] = [starts[0], ends.at(-1)];
  if (first === undefined || last === undefined) throw new TypeError('a balance needs scrapes at both ends');
  const [before, after] = [clearest(starts), clearest(ends)];
  const most = least(ends.map(mostMissingIn)) - least(before.map(missingIn));
  const lost = Math.min(most, least(after.map(missingIn)) - least(before.map(mostMissingIn)));
  return {
    since: first.time,
    taken: last.taken - first.taken,
    lost,
    hidden: Math.max(0, most - Math.max(0, lost)),
    slack: Math.max(spreadOf(before), spreadOf(after)),
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
