import { fine, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { contextOf } from '../../../checks/context.ts';
import { choose, instantQuery, type Sample, totalsBy } from '../../../checks/metrics.ts';
import type { Live, Observation } from '../../../pack.ts';
import { PHASES } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { curl, grepMetrics, metricsOf, type PyroscopeCheck } from './asking.ts';
import { componentsToAsk } from './pods.ts';

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

function judgeCounters(samples: readonly Sample[]): Observation {
  const kinds = ERROR_KINDS.map((kind) => ({ kind, routes: errorsByRoute(samples, kind) }));
  const bad = kinds.flatMap(({ kind, routes }) =>
    routes.filter(isTooMuch).map((one) => `${kind.words}: ${share(one.route, one)}`),
  );
  if (bad.length > 0) return wrong(`since the start ${bad.join('; ')}`);
  const sums = kinds.map(
    ({ kind, routes }) => `${routes.reduce((sum, { errors }) => sum + errors, 0)} ${kind.words}`,
  );
  return fine(`since the start ${sums.join(', ')}`);
}

/** What every process counts, one component after the other. */
async function readEvery(of: PyroscopeCase, live: Live): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const component of componentsToAsk(of, live))
    samples.push(...(await metricsOf(of, live, component)).flat());
  return samples;
}

/** The sum over the time asked for; the namespace keeps other releases of the same Prometheus out. */
function expression({ namespace, sinceMs }: Live, metric: string, matchers: string): string {
  const selector = [`namespace="${namespace}"`, matchers].filter((one) => one !== '').join(',');
  return `sum(increase(${metric}{${selector}}[${Math.round(sinceMs / 1000)}s]))`;
}

async function askKind(live: Live, { words, metric, all, errors }: ErrorKind): Promise<Observation> {
  const ask = (matchers: string) =>
    instantQuery((question) => live.ask('prometheus', question), expression(live, metric, matchers));
  const requests = await ask(all);
  if (requests === undefined)
    return unknown(`Prometheus has no ${metric} of the namespace ${live.namespace}`);
  const found = { errors: (await ask(errors)) ?? 0, requests };
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
    `at most 1 % of each kind${contextOf(live).hasPrometheus ? ` over ${Math.round(live.sinceMs / 60_000)} minutes` : ' and route since the processes started'}`,
  command: (of, live) => curl(of, live, 'distributor', '/metrics', FILTER),
  observe: async (of, live) =>
    contextOf(live).hasPrometheus ? askPrometheus(live) : judgeCounters(await readEvery(of, live)),
};

/** Names with and without the ending that counters have from server to server. */
const TROUBLE = [
  {
    words: 'blocks in the dead-letter queue',
    metric: /^pyroscope_segment_writer_store_metadata_dlq(_total)?$/,
  },
  { words: 'panics', metric: /^pyroscope_panic_total$/ },
  { words: 'raft log writes timed out', metric: /^pyroscope_metastore_raft_log_store_write_timeouts_total$/ },
];

const sumOf = (samples: readonly Sample[], metric: RegExp): number =>
  samples.filter(({ name }) => metric.test(name)).reduce((sum, { value }) => sum + value, 0);

async function countTrouble(of: PyroscopeCase, live: Live): Promise<Observation> {
  const samples = await readEvery(of, live);
  const counts = TROUBLE.map(({ words, metric }) => ({ words, count: sumOf(samples, metric) }));
  const seen = counts.map(({ words, count }) => `${count} ${words}`).join(', ');
  return (counts.some(({ count }) => count > 0) ? wrong : fine)(seen);
}

export const deadLettersAndPanics: PyroscopeCheck = {
  id: 'dead-letters-and-panics',
  title: 'No dead letters, no panics',
  phases: PHASES,
  why: "If a block's metadata never reaches the metastore, or the metastore panics on a job, pushes still answer 200 but no query finds the data.",
  expected: () => TROUBLE.map(({ words }) => `0 ${words}`).join(', '),
  command: (of, live) =>
    grepMetrics(of, live, 'segment-writer', 'store_metadata_dlq|panic_total|write_timeouts_total'),
  observe: countTrouble,
};
