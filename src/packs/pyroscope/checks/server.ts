import { type Asker, askJson, NoAnswer } from '../../../checks/ask.ts';
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

/**
 * The values of a profile type by service, one sum for each step of the scope. Servers print a step's end as its time
 * (1.21.0 and 2.2.1, v1 and v2 alike).
 * @param stepMs whole seconds, of which the scope holds a whole number
 * @throws NoAnswer
 */
export async function queryTotals(
  scope: QueryScope,
  profileType: string,
  stepMs: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const answer = await call(scope, '/querier.v1.QuerierService/SelectSeries', {
    profileTypeID: profileType,
    labelSelector: EVERY_SERVICE,
    groupBy: ['service_name'],
    step: stepMs / 1000,
  });
  const steps = Math.round((scope.end - scope.start) / stepMs);
  const totals = new Map<string, number[]>();
  for (const one of listOf(recordOf(answer).series)) {
    const { service } = seriesOf(one);
    const sums = totals.get(service) ?? Array.from({ length: steps }, () => 0);
    for (const point of listOf(recordOf(one).points)) {
      const at = Math.round((numberOf(recordOf(point).timestamp) - scope.start) / stepMs) - 1;
      if (at in sums) sums[at] = (sums[at] ?? 0) + numberOf(recordOf(point).value);
    }
    if (service !== '') totals.set(service, sums);
  }
  return totals;
}

/** The ingester and the store-gateway hold v1's data, and answer past the query front end. */
const V1_STORES = ['/ingester.v1.IngesterService', '/storegateway.v1.StoreGatewayService'];

/** What one of v1's stores answers; nothing where the process does not run it. */
async function callStore(scope: QueryScope, path: string, body: object): Promise<unknown> {
  try {
    return await call(scope, path, body);
  } catch (thrown) {
    if (thrown instanceof NoAnswer && thrown.answer?.status === 404) return {};
    throw thrown;
  }
}

/**
 * The series of v1 alone in the blocks that overlap the scope: a block of up to an hour, or more once it is compacted, lists
 * all of its series.
 * @throws NoAnswer
 */
export async function v1Series(scope: QueryScope): Promise<readonly ProfileSeries[]> {
  const answers = await Promise.all(
    V1_STORES.map((path) =>
      callStore(scope, `${path}/Series`, {
        matchers: ['{}'],
        labelNames: ['service_name', '__profile_type__'],
      }),
    ),
  );
  const series = answers.flatMap((answer) => listOf(recordOf(answer).labelsSet).map(seriesOf));
  return series.filter((one) => one.service !== '' && one.profileType !== '');
}

/** The times of the first and the last profile of each of v1's blocks that overlap the scope. @throws NoAnswer */
export async function v1Blocks(scope: QueryScope): Promise<readonly Pick<QueryScope, 'start' | 'end'>[]> {
  const answers = await Promise.all(V1_STORES.map((path) => callStore(scope, `${path}/BlockMetadata`, {})));
  return answers
    .flatMap((answer) => listOf(recordOf(answer).blocks).map(recordOf))
    .map(({ minTime, maxTime }) => ({ start: numberOf(minTime), end: numberOf(maxTime) }));
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
