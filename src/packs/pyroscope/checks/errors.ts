import { defineCheck, fine, type Observation, unanswered, unknown, wrong } from '../../../checks/check.ts';
import { choose, instantQuery, readMetrics, type Sample, totalsBy } from '../../../checks/metrics.ts';
import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { PHASES } from '../facts/phases.ts';
import { type CheckContext, curl, endpointsFor, grepMetrics } from './context.ts';
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
async function readEvery(context: CheckContext): AsyncResult<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const component of componentsToAsk(context)) {
    const pages = await readMetrics(endpointsFor(context, component), component);
    if (!pages.ok) return pages;
    samples.push(...pages.value.flat());
  }
  return ok(samples);
}

async function readCounters(context: CheckContext): Promise<Observation> {
  const samples = await readEvery(context);
  return samples.ok ? judgeCounters(samples.value) : unanswered(samples.error);
}

/** The sum over the time asked for; the namespace keeps other releases of the same Prometheus out. */
function expression(context: CheckContext, metric: string, matchers: string): string {
  const selector = [`namespace="${context.namespace}"`, matchers].filter((one) => one !== '').join(',');
  return `sum(increase(${metric}{${selector}}[${Math.round(context.sinceMs / 1000)}s]))`;
}

async function askKind(context: CheckContext, prometheus: Endpoint, kind: ErrorKind): Promise<Observation> {
  const requests = await instantQuery(prometheus, expression(context, kind.metric, kind.all));
  if (!requests.ok) return unanswered(requests.error);
  if (requests.value === undefined)
    return unknown(`Prometheus has no ${kind.metric} of the namespace ${context.namespace}`);
  const errors = await instantQuery(prometheus, expression(context, kind.metric, kind.errors));
  if (!errors.ok) return unanswered(errors.error);
  const found = { errors: errors.value ?? 0, requests: requests.value };
  return (isTooMuch(found) ? wrong : fine)(share(kind.words, found));
}

async function askPrometheus(context: CheckContext, prometheus: Endpoint): Promise<Observation> {
  const kinds = await Promise.all(ERROR_KINDS.map((kind) => askKind(context, prometheus, kind)));
  const words = kinds.map(({ seen }) => seen).join(', ');
  const worst =
    kinds.find(({ status }) => status === 'failed') ?? kinds.find(({ status }) => status !== 'ok');
  return worst === undefined ? fine(words) : { status: worst.status, seen: words };
}

export const errorRate = defineCheck<CheckContext>({
  id: 'error-rate',
  title: 'Errors stay negligible',
  phases: PHASES,
  why: 'The usual 5xx rate counts readiness probes and misses gRPC errors and the v2 writes of dual, which fail without the client noticing.',
  expected: ({ prometheus, sinceMs }) =>
    `at most 1 % of each kind${prometheus === undefined ? ' and route since the processes started' : ` over ${Math.round(sinceMs / 60_000)} minutes`}`,
  command: (context) => curl(context, 'distributor', '/metrics', FILTER),
  observe: (context) =>
    context.prometheus === undefined ? readCounters(context) : askPrometheus(context, context.prometheus),
});

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

async function countTrouble(context: CheckContext): Promise<Observation> {
  const samples = await readEvery(context);
  if (!samples.ok) return unanswered(samples.error);
  const counts = TROUBLE.map(({ words, metric }) => ({ words, count: sumOf(samples.value, metric) }));
  const seen = counts.map(({ words, count }) => `${count} ${words}`).join(', ');
  return (counts.some(({ count }) => count > 0) ? wrong : fine)(seen);
}

export const deadLettersAndPanics = defineCheck<CheckContext>({
  id: 'dead-letters-and-panics',
  title: 'No dead letters, no panics',
  phases: PHASES,
  why: "If a block's metadata never reaches the metastore, or the metastore panics on a job, pushes still answer 200 but no query finds the data.",
  expected: () => TROUBLE.map(({ words }) => `0 ${words}`).join(', '),
  command: (context) =>
    grepMetrics(context, 'segment-writer', 'store_metadata_dlq|panic_total|write_timeouts_total'),
  observe: countTrouble,
});
