import { type Asker, askJson } from '../../../checks/ask.ts';
import { choose, total } from '../../../checks/metrics.ts';
import { listOf, numberOf, recordOf, textOf } from '../../../live/json.ts';
import type { Live } from '../../../pack.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { metricsOf } from './asking.ts';

/** Whom to ask, for whom, and of which time; milliseconds since 1970. */
export interface QueryScope {
  readonly ask: Asker;
  readonly tenant: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** One profile type of one service. */
export interface ProfileSeries {
  readonly service: string;
  readonly profileType: string;
}

/** 1.21.0 answers wrongly where no matcher names the services. */
const EVERY_SERVICE = '{service_name=~".+"}';

const oneService = (name: string): string => `{service_name=${JSON.stringify(name)}}`;

const call = ({ ask, tenant, start, end }: QueryScope, method: string, body: object): Promise<unknown> =>
  askJson(ask, {
    path: method,
    headers: {
      'Content-Type': 'application/json',
      ...(tenant !== undefined && { 'X-Scope-OrgID': tenant }),
    },
    post: JSON.stringify({ start: Math.floor(start), end: Math.floor(end), ...body }),
  });

function seriesOf(set: unknown): ProfileSeries {
  const pairs = listOf(recordOf(set).labels).map((label) => [
    textOf(recordOf(label).name),
    textOf(recordOf(label).value),
  ]);
  const labels = new Map(pairs as [string, string][]);
  return { service: labels.get('service_name') ?? '', profileType: labels.get('__profile_type__') ?? '' };
}

/**
 * Which services have which profile types in the window. v2 of 1.21.0 lists what is compacted; fresh segments it
 * searches for a service that is named.
 * @throws NoAnswer
 */
export async function querySeries(scope: QueryScope, service?: string): Promise<readonly ProfileSeries[]> {
  const labelNames = ['service_name', '__profile_type__'];
  const answer = await call(scope, '/querier.v1.QuerierService/Series', {
    labelNames,
    matchers: [service === undefined ? EVERY_SERVICE : oneService(service)],
  });
  const found = listOf(recordOf(answer).labelsSet).map(seriesOf);
  return found.filter((one) => one.service !== '' && one.profileType !== '');
}

/** The sum of a profile type's values of one service; an answer without a total has none: 0. @throws NoAnswer */
export async function queryTotal(
  scope: QueryScope,
  { service, profileType }: ProfileSeries,
): Promise<number> {
  const answer = await call(scope, '/querier.v1.QuerierService/SelectMergeStacktraces', {
    profileTypeID: profileType,
    labelSelector: oneService(service),
  });
  return numberOf(recordOf(recordOf(answer).flamegraph).total);
}

/** The services an ingester holds: v1 alone, asked past the query front end. @throws NoAnswer */
export async function ingesterServices(scope: QueryScope): Promise<readonly string[]> {
  const answer = await call(scope, '/ingester.v1.IngesterService/LabelValues', { name: 'service_name' });
  return listOf(recordOf(answer).names)
    .map(textOf)
    .filter((name) => name !== '');
}

/** How often v1 and v2 took part in answering: no header of an answer says it, the counters do. */
export interface Answerers {
  readonly v1: number;
  readonly v2: number;
}

const REQUESTS = 'pyroscope_request_duration_seconds_count';
const BACKEND = '/query.v1.QueryBackendService/Invoke';
const V1_RESULT = 'frontendpb_frontendforquerier_queryresult';

async function readAnswerers(of: PyroscopeCase, live: Live): Promise<Answerers> {
  const [front, back] = await Promise.all([
    metricsOf(of, live, 'query-frontend'),
    metricsOf(of, live, 'query-backend'),
  ]);
  const v2 = choose(back.flat(), REQUESTS, { route: BACKEND, status_code: 'success' });
  return {
    v1: total(front.flat(), REQUESTS, { route: V1_RESULT }),
    v2: v2.reduce((sum, { value }) => sum + value, 0),
  };
}

/** Runs a query and says beside its answer by how much the counters of both read paths rose meanwhile. @throws NoAnswer */
export async function withAnswerers<T>(
  of: PyroscopeCase,
  live: Live,
  query: () => Promise<T>,
): Promise<{ readonly answer: T; readonly by: Answerers }> {
  const before = await readAnswerers(of, live);
  const answer = await query();
  const after = await readAnswerers(of, live);
  return { answer, by: { v1: after.v1 - before.v1, v2: after.v2 - before.v2 } };
}
