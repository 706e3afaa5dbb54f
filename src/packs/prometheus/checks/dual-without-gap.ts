import { isBefore } from '../../../chart/versions.ts';
import { fine, notYet, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { choose, type Sample, total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import { destinationAmong } from '../read/entries.ts';
import { hasField, type PrometheusCase } from '../read/facts.ts';
import { backfillCommand } from '../steps/backfill-command.ts';
import {
  curl,
  destinationQueues,
  metricsOf,
  type Process,
  type PrometheusCheck,
  processesOf,
  type Queue,
  shownQueue,
  shownTime,
  versionOf,
} from './asking.ts';
import { askDestination } from './destination.ts';
import { judgeBalance, leftOutBy, samples } from './judge-balance.ts';
import { historyOf, type OwnHistory } from './own-history.ts';
import type { Series } from './query-api.ts';
import {
  ACCOUNT_METRICS,
  accountOf,
  type Balance,
  balanceOf,
  type Counts,
  EDGE,
  type Kind,
  resetsOf,
  SCRAPES,
} from './queue-account.ts';
import { behindOf } from './queues-not-behind.ts';
import { type Window, windowOf } from './window.ts';

/** Servers that skip samples when sending stalls, and count them nowhere (audit P-73). */
const SKIPS_SAMPLES = { from: '2.51.0', before: '2.53.1' } as const;

/** Why the counters of a process prove nothing, whatever they say. */
function unprovable(process: Process, page: readonly Sample[], { from, grace }: Window): string | undefined {
  const version = versionOf(process, page);
  if (
    version !== undefined &&
    !isBefore(version, SKIPS_SAMPLES.from) &&
    isBefore(version, SKIPS_SAMPLES.before)
  )
    return `Prometheus ${version} can skip samples that no counter shows; upgrade to ${SKIPS_SAMPLES.before} or newer first`;
  const start = total(page, 'process_start_time_seconds') * 1000;
  if (start > from + grace)
    return `it was started at ${shownTime(start)}, after ${shownTime(from)}: what was queued then is in no counter`;
  if (total(page, 'prometheus_config_last_reload_successful') !== 1)
    return 'the last reload of its configuration failed, so that it runs with an older one';
  return undefined;
}

/** Scrapes around the start of the window; none where the queue was not there. */
async function startsOf(
  history: OwnHistory,
  queue: Queue,
  kind: Kind,
  { from, to, grace }: Window,
): Promise<readonly Counts[] | undefined> {
  const before = accountOf(await history.raw(ACCOUNT_METRICS, from - EDGE, from), queue, kind);
  if (before !== undefined && before.length > 0) return before.slice(-SCRAPES);
  if (grace === 0) return before;
  const later = accountOf(await history.raw(ACCOUNT_METRICS, from, Math.min(to, from + grace)), queue, kind);
  return later?.slice(0, SCRAPES);
}

const NO_COUNTER =
  'it does not count what it takes in (prometheus_remote_storage_samples_in_total is missing); compare both stores with phasegate backfill --verify-only';

interface Seen {
  readonly observation: Observation;
  readonly since?: number;
  readonly taken?: number;
  readonly leftOut?: number;
  readonly hidden?: number;
}

interface Asked {
  readonly of: PrometheusCase;
  readonly process: Process;
  readonly queue: Queue;
  readonly history: OwnHistory;
  readonly window: Window;
  readonly receiver: string | undefined;
}

const TOO_EARLY = { tooEarly: true } as const;

async function balanceOfKind(asked: Asked, kind: Kind): Promise<Balance | typeof TOO_EARLY | string> {
  const { history, queue, window } = asked;
  const starts = await startsOf(history, queue, kind, window);
  const ends = accountOf(await history.raw(ACCOUNT_METRICS, window.to - EDGE, window.to), queue, kind);
  if (ends === undefined) return NO_COUNTER;
  if (ends.length === 0)
    return 'its own metrics of the last 5 minutes are not there: it does not scrape itself now';
  if (starts === undefined || starts.length === 0)
    return `nothing is known of its queue at ${shownTime(window.from)}: it began later, or the metrics of that time are gone`;
  const last = ends.slice(-SCRAPES);
  return (starts.at(-1)?.time ?? 0) < (last[0]?.time ?? 0) ? balanceOf(starts, last) : TOO_EARLY;
}

function isRelabelled({ now: { meant } }: PrometheusCase, { server: { entries } }: Process): boolean {
  const entry = destinationAmong(entries, meant);
  return entry !== undefined && hasField(entry, 'writeRelabelConfigs');
}

/** Samples older than the newest of their series, which others wrote into this Prometheus. */
async function olderWritten(history: OwnHistory, { since }: Balance, { to }: Window): Promise<number> {
  const name = 'prometheus_tsdb_head_out_of_order_samples_appended_total';
  const [starts, ends] = await Promise.all([
    history.raw(name, since - 1000, since + EDGE),
    history.raw(name, to - EDGE, to),
  ]);
  const sum = (series: readonly Series[], at: 0 | -1): number =>
    series.reduce((all, { points }) => all + Number(points.at(at)?.[1] ?? 0), 0);
  return sum(ends, -1) - sum(starts, 0);
}

/** What the write queue of one process delivered. */
async function lookAt(asked: Asked): Promise<Seen> {
  const { of, process, queue, history, window, receiver } = asked;
  const balance = await balanceOfKind(asked, 'samples');
  if (typeof balance === 'string') return { observation: unknown(balance) };
  if ('tooEarly' in balance)
    return { observation: notYet(`too few scrapes of its own metrics since ${shownTime(window.from)}`) };
  const resets = await resetsOf(history, queue, balance.since, window.to);
  if (resets > 0)
    return {
      observation: unknown(
        `its counters began anew ${counted(resets, 'time')} since ${shownTime(balance.since)}: a restart, or a reload that changed the entry or external_labels, and what was queued then is in no counter`,
      ),
    };
  const doubts = {
    receiver,
    isRelabelled: isRelabelled(of, process),
    older: await olderWritten(history, balance, window),
  };
  const histograms = await balanceOfKind(asked, 'histograms');
  const problem =
    judgeBalance(balance, 'samples', doubts) ??
    (typeof histograms === 'string' || 'tooEarly' in histograms
      ? undefined
      : judgeBalance(histograms, 'histograms', doubts));
  if (problem) return { observation: problem };
  const leftOut = leftOutBy(balance);
  const { since, taken, hidden } = balance;
  return { observation: fine(''), since, taken: taken - leftOut, leftOut, hidden };
}

async function lookAtProcess(
  of: PrometheusCase,
  live: Live,
  process: Process,
  all: readonly Process[],
  window: Window,
  receiver: string | undefined,
): Promise<Seen> {
  const page = await metricsOf(process);
  const queues = destinationQueues(page, of, process);
  const [queue, second] = queues;
  if (queue === undefined) return { observation: wrong('it has no queue for the new store') };
  if (second)
    return {
      observation: unknown(
        `it has ${queues.length} queues for the new store: ${queues.map(shownQueue).join(', ')}; give the entry a name`,
      ),
    };
  const why = unprovable(process, page, window);
  if (why !== undefined) return { observation: unknown(why) };
  const behind = behindOf(page, queue);
  if (behind !== undefined) return { observation: notYet(behind) };
  const history = await historyOf(process, page, all, live);
  if (history === undefined)
    return {
      observation: unknown(
        'no Prometheus that was asked scrapes it, so nothing is known of the past: let it scrape itself (job prometheus, or the ServiceMonitor of the chart), or name one that does with --prometheus-url',
      ),
    };
  return lookAt({ of, process, queue, history, window, receiver });
}

const takesIn =
  (kind: 'histograms' | 'exemplars') =>
  (page: readonly Sample[]): boolean =>
    choose(page, `prometheus_remote_storage_${kind}_in_total`).some(({ value }) => value > 0);

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const processes = processesOf(of, live);
  // What does not answer is told by the look at it.
  const answers = await Promise.all(processes.map((one) => metricsOf(one).catch(() => [])));
  const window = await windowOf(of, live, { hasHistograms: answers.some(takesIn('histograms')) });
  const receiver = (await askDestination(of, live))?.version;
  const seen = await Promise.all(
    processes.map((one) =>
      lookAtProcess(of, live, one, processes, window, receiver).catch(
        (thrown): Seen => ({ observation: unanswered(thrown) }),
      ),
    ),
  );
  const told = seen.map(({ observation }, at) =>
    processes.length === 1
      ? observation
      : { ...observation, seen: `${processes[at]?.name}: ${observation.seen}` },
  );
  const worst = worstOf(told);
  if (worst.status !== 'ok') return withRemedy(of, live, worst, window);
  const sumOf = (part: 'taken' | 'leftOut' | 'hidden'): number =>
    seen.reduce((sum, one) => sum + (one[part] ?? 0), 0);
  const [taken, leftOut, hidden] = [sumOf('taken'), sumOf('leftOut'), sumOf('hidden')];
  const since = Math.max(...seen.map((one) => one.since ?? window.to));
  const unproven = [
    ...(hidden > 0 ? [`${samples(hidden)}, as requests were under way at every scrape`] : []),
    ...(leftOut > 0 ? [`${samples(leftOut)} that write_relabel_configs left out`] : []),
    ...(answers.some(takesIn('exemplars')) ? ['whether exemplars were sent'] : []),
  ];
  return {
    ...fine(
      `all ${hidden > 0 ? `but ${hidden.toLocaleString('en')} of ` : ''}${samples(taken)} since ${shownTime(since)} reached ${of.now.meant.name} from ${counted(processes.length, 'process', 'processes')}`,
    ),
    ...(unproven.length > 0 && { unproven: unproven.join('; ') }),
  };
}

/** A hole is closed by copying what the old store has of that time; the counters then have to prove what comes after it. */
function withRemedy(of: PrometheusCase, live: Live, seen: Observation, { from }: Window): Observation {
  if (seen.status !== 'failed' && seen.status !== 'unknown') return seen;
  if (seen.problem) return seen;
  const command = backfillCommand(of.now, { start: from, end: live.now() });
  return { ...seen, seen: `${seen.seen}; once the cause is gone, this copies what is missing: ${command}` };
}

export const dualWithoutGap: PrometheusCheck = {
  id: 'dual-without-gap',
  title: 'Every sample of the overlap reached the new store',
  phases: ['dual'],
  why: 'A restart, a changed entry or an outage longer than the WAL drops what is queued, and afterwards the lag is 0 and no failure is counted.',
  expected: (_, { sinceMs, soak }) =>
    `since ${soak ? shownTime(soak.since) : `${sinceMs / 3_600_000} h ago`}, or since the end of a verified backfill: what each process took in = delivered + waiting, with no restart and no counter that began anew`,
  command: (of, live) =>
    curl(
      of,
      live,
      '/metrics',
      ` | grep -E '^(process_start_time|prometheus_config_last_reload|prometheus_remote_storage_(samples|histograms)_(in_total|total|retried|failed|dropped|pending))'`,
    ),
  observe,
};
