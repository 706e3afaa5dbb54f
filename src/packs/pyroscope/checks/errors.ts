import { fine, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { contextOf } from '../../../checks/context.ts';
import { choose, type Sample, totalsBy } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import { PHASES } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { curl, grepMetrics, metricsOf, minutes, type PyroscopeCheck } from './asking.ts';
import { componentsToAsk } from './pods.ts';
import { type Counter, increaseOf, justNow, type Pages, type Rise, risesOf, WINDOW } from './rises.ts';

const REQUESTS = 'pyroscope_request_duration_seconds_count';
const DOWNSTREAM = 'pyroscope_write_path_downstream_request_duration_seconds_count';

/** One kind of error: as counters of a page, and as a selector for Prometheus. */
interface ErrorKind {
  readonly words: string;
  readonly metric: string;
  /** Label matchers of everything that counts, and of the errors among it. */
  readonly all: string;
  readonly errors: string;
  readonly isCounted: (labels: Sample['labels']) => boolean;
  readonly isError: (labels: Sample['labels']) => boolean;
}

/**
 * The guide's own expression counts readiness probes, and misses gRPC (status_code success or error there) and the
 * v2 writes of dual, whose failure no client sees.
 */
const ERROR_KINDS: readonly ErrorKind[] = [
  {
    words: 'HTTP answers 5xx',
    metric: REQUESTS,
    all: 'method!="gRPC",route!="ready"',
    errors: 'status_code=~"5..",route!="ready"',
    isCounted: ({ method, route }) => method !== 'gRPC' && route !== 'ready',
    isError: ({ status_code }) => /^5..$/.test(status_code ?? ''),
  },
  {
    words: 'gRPC errors',
    metric: REQUESTS,
    all: 'method="gRPC"',
    errors: 'method="gRPC",status_code="error"',
    isCounted: ({ method }) => method === 'gRPC',
    isError: ({ status_code }) => status_code === 'error',
  },
  {
    words: 'failed writes',
    metric: DOWNSTREAM,
    all: '',
    errors: 'status!~"2.."',
    isCounted: () => true,
    isError: ({ status }) => !/^2..$/.test(status ?? ''),
  },
];

interface RouteErrors {
  readonly route: string;
  readonly errors: number;
  readonly requests: number;
}

/** Errors of one kind by route, only routes that have any. */
function errorsByRoute(samples: readonly Sample[], kind: ErrorKind): RouteErrors[] {
  const counted = choose(samples, kind.metric).filter(({ labels }) => kind.isCounted(labels));
  const requests = totalsBy(counted, 'route');
  const errors = totalsBy(
    counted.filter(({ labels }) => kind.isError(labels)),
    'route',
  );
  return [...errors]
    .filter(([, count]) => count > 0)
    .map(([route, count]) => ({ route, errors: count, requests: requests.get(route) ?? 0 }));
}

const FILTER = ` | grep -E 'request_duration_seconds_count.*(status_code="(5..|error)"|status="[^2])' | grep -v 'route="ready"'`;
const NEGLIGIBLE = 0.01;
/** An election and a first connection leave one or two. */
const FEW = 2;

const isTooMuch = ({ errors, requests }: Omit<RouteErrors, 'route'>): boolean =>
  errors > FEW && errors > requests * NEGLIGIBLE;

const share = (route: string, { errors, requests }: Omit<RouteErrors, 'route'>): string =>
  `${Math.round(errors)} of ${Math.round(requests)} ${route}`.trim();

/** What a route counted since the start of its processes, and between two samples. */
interface CountedRoute {
  readonly words: string;
  readonly total: RouteErrors;
  readonly rise: RouteErrors;
}

/** A process that restarted between the samples counts from 0 again. */
const risen = (is: number, was = 0): number => (is < was ? is : is - was);

function countRoutes(before: readonly Sample[], after: readonly Sample[]): readonly CountedRoute[] {
  return ERROR_KINDS.flatMap((kind) => {
    const were = new Map(errorsByRoute(before, kind).map((one) => [one.route, one]));
    const counts = totalsBy(
      choose(before, kind.metric).filter(({ labels }) => kind.isCounted(labels)),
      'route',
    );
    return errorsByRoute(after, kind).map((total) => ({
      words: kind.words,
      total,
      rise: {
        route: total.route,
        errors: risen(total.errors, were.get(total.route)?.errors),
        requests: risen(total.requests, counts.get(total.route)),
      },
    }));
  });
}

/** Errors of long ago are over once requests of the same route go well; where none came, nothing shows that. */
function judgeCounters(live: Live, routes: readonly CountedRoute[]): Observation {
  const now = routes.filter(({ rise }) => isTooMuch(rise));
  if (now.length > 0) {
    const words = now.map(({ words: kind, rise }) => `${kind}: ${share(rise.route, rise)}`);
    return wrong(`${justNow(live)} ${words.join('; ')}`);
  }
  const many = routes.filter(({ total }) => isTooMuch(total));
  const unsure = many.filter(({ rise }) => rise.requests === 0);
  if (unsure.length > 0) {
    const words = unsure.map(({ words: kind, total }) => `${kind}: ${share(total.route, total)}`);
    return wrong(`since the start ${words.join('; ')}`);
  }
  const sums = ERROR_KINDS.map(({ words }) => {
    const ofKind = routes.filter((one) => one.words === words);
    return `${ofKind.reduce((sum, { total }) => sum + total.errors, 0)} ${words}`;
  });
  const over = many.length > 0 ? `; none of them ${justNow(live)}` : '';
  return fine(`since the start ${sums.join(', ')}${over}`);
}

async function askCounters(of: PyroscopeCase, live: Live): Promise<Observation> {
  const before = (await readEvery(of, live)).flat();
  const first = countRoutes([], before);
  if (!first.some(({ total }) => total.errors > FEW)) return judgeCounters(live, countRoutes(before, before));
  await live.pause(WINDOW);
  return judgeCounters(live, countRoutes(before, (await readEvery(of, live)).flat()));
}

/** What every process counts, one component after the other. */
async function readEvery(of: PyroscopeCase, live: Live): Promise<Pages> {
  const pages: (readonly Sample[])[] = [];
  for (const component of componentsToAsk(of, live)) pages.push(...(await metricsOf(of, live, component)));
  return pages;
}

async function askKind(live: Live, { words, metric, all, errors }: ErrorKind): Promise<Observation> {
  const requests = await increaseOf(live, metric, all);
  if (requests === undefined)
    return unknown(`Prometheus has no ${metric} of the namespace ${live.namespace}`);
  const found = { errors: (await increaseOf(live, metric, errors)) ?? 0, requests };
  return (isTooMuch(found) ? wrong : fine)(share(words, found));
}

async function askPrometheus(live: Live): Promise<Observation> {
  const kinds = await Promise.all(ERROR_KINDS.map((kind) => askKind(live, kind)));
  const { status } = worstOf(kinds);
  return { status, seen: kinds.map(({ seen }) => seen).join(', ') };
}

export const errorRate: PyroscopeCheck = {
  id: 'error-rate',
  title: 'Errors stay negligible',
  phases: PHASES,
  why: 'The usual 5xx rate counts readiness probes and misses gRPC errors and the v2 writes of dual, which fail without the client noticing.',
  expected: (_, live) =>
    `at most 1 % of each kind${contextOf(live).hasPrometheus ? ` over ${minutes(live.sinceMs)}` : ' and route, now or, where no requests come, since the processes started'}`,
  command: (of, live) => curl(of, live, 'distributor', '/metrics', FILTER),
  observe: async (of, live) => (contextOf(live).hasPrometheus ? askPrometheus(live) : askCounters(of, live)),
};

const every = (...names: readonly string[]): Counter => ({ on: 'every', names });
const withStatus = (counter: Counter, status: Counter['status']): Counter => ({
  ...counter,
  ...(status && { status }),
});

/** With and without the ending that counters have from server to server. */
const LETTERS = every(
  'pyroscope_segment_writer_store_metadata_dlq',
  'pyroscope_segment_writer_store_metadata_dlq_total',
);
/** Servers up to 2.2.1 double the prefix. */
const RECOVERIES = every(
  'pyroscope_metastore_pyroscope_metastore_dlq_recovery_attempts_total',
  'pyroscope_metastore_dlq_recovery_attempts_total',
);

const TROUBLE = {
  letters: withStatus(LETTERS, { is: ['success'] }),
  lost: withStatus(LETTERS, { isNot: ['success'] }),
  recovered: withStatus(RECOVERIES, { is: ['success'] }),
  /** Not found: another metastore was faster. Canceled: another took the lead. */
  unrecovered: withStatus(RECOVERIES, { isNot: ['success', 'not_found', 'canceled'] }),
  panics: every('pyroscope_panic_total'),
  timeouts: every('pyroscope_metastore_raft_log_store_write_timeouts_total'),
} satisfies Readonly<Record<string, Counter>>;

type Trouble = Readonly<Record<keyof typeof TROUBLE, Rise>>;

/**
 * What goes wrong now. A metastore that restarts knows no recovery of before, so dead letters are compared with their
 * recoveries in the same time alone. A panic counts like the rest: the metastore that panics on its own log does so at
 * every poll for jobs, and one panic of a single request is over with it.
 */
function goingWrong({ letters, lost, recovered, unrecovered, panics, timeouts }: Trouble): readonly string[] {
  const more = Math.max(0, letters.rise - recovered.rise);
  const now = [
    [more, `${counted(more, 'block')} more in the dead-letter queue than recovered from it`],
    [lost.rise, `${counted(lost.rise, 'block')} that the dead-letter queue did not take`],
    [
      unrecovered.rise,
      `${counted(unrecovered.rise, 'failed recovery', 'failed recoveries')} from the dead-letter queue`,
    ],
    [panics.rise, counted(panics.rise, 'panic')],
    [timeouts.rise, `${counted(timeouts.rise, 'raft log write')} timed out`],
  ] as const;
  return now.filter(([count]) => count > 0).map(([, words]) => words);
}

function soFar({ letters, lost, recovered, panics, timeouts }: Trouble): string {
  const dead = letters.total + lost.total;
  return `since the start ${counted(dead, 'block')} in the dead-letter queue, ${recovered.total} recovered from it, ${counted(panics.total, 'panic')}, ${counted(timeouts.total, 'raft log write')} timed out`;
}

async function countTrouble(of: PyroscopeCase, live: Live): Promise<Observation> {
  const seen = await risesOf(live, TROUBLE, async () => ({ every: await readEvery(of, live) }));
  const now = goingWrong(seen);
  if (now.length > 0) return wrong(`${justNow(live)} ${now.join(', ')}; ${soFar(seen)}`);
  const hasAny = Object.values(seen).some(({ total }) => total > 0);
  return fine(`${soFar(seen)}${hasAny ? `; nothing new ${justNow(live)}` : ''}`);
}

export const deadLettersAndPanics: PyroscopeCheck = {
  id: 'dead-letters-and-panics',
  title: 'No new dead letters, no panics',
  phases: PHASES,
  why: "If a block's metadata never reaches the metastore, or the metastore panics on a job, pushes still answer 200 but no query finds the data.",
  expected: () =>
    'no new panics or raft log writes timed out, every new block in the dead-letter queue recovered',
  command: (of, live) =>
    grepMetrics(
      of,
      live,
      'segment-writer',
      'store_metadata_dlq|dlq_recovery|panic_total|write_timeouts_total',
    ),
  observe: countTrouble,
};
