import type { Endpoint } from '../../../live/cluster.ts';
import { readMetrics } from '../live/metrics.ts';
import { instantQuery } from '../live/prometheus-api.ts';
import type { Sample } from '../live/prometheus-text.ts';
import { PHASES } from '../phases.ts';
import type { CheckContext, Observation } from './check.ts';
import { curl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { ERROR_KINDS, type ErrorKind, errorsByRoute, type RouteErrors } from './error-kinds.ts';
import { componentsToAsk } from './expected-components.ts';
import { fine, unanswered, unknown, wrong } from './observation.ts';
import { endpointsFor } from './places.ts';

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

async function readCounters(context: CheckContext): Promise<Observation> {
  const samples: Sample[] = [];
  for (const component of componentsToAsk(context)) {
    const pages = await readMetrics(endpointsFor(context, component), component);
    if (!pages.ok) return unanswered(pages.error);
    samples.push(...pages.value.flat());
  }
  return judgeCounters(samples);
}

/** The sum over the time asked for; the namespace keeps other releases of the same Prometheus out. */
export function expression(context: CheckContext, metric: string, matchers: string): string {
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

export const errorRate = defineCheck({
  id: 'error-rate',
  title: 'Errors stay negligible',
  phases: PHASES,
  why: 'The usual 5xx rate counts readiness probes and misses gRPC errors and the v2 writes of dual, which fail without a word to the client.',
  expected: ({ prometheus, sinceMs }) =>
    `at most 1 % of each kind${prometheus === undefined ? ' and route since the processes started' : ` over ${Math.round(sinceMs / 60_000)} minutes`}`,
  command: (context) => curl(context, 'distributor', '/metrics', FILTER),
  observe: (context) =>
    context.prometheus === undefined ? readCounters(context) : askPrometheus(context, context.prometheus),
});
