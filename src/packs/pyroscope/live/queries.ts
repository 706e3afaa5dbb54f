import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { askJson } from './ask.ts';
import { listOf, numberOf, recordOf, textOf } from './json.ts';

/** Whom to ask, for whom, and of which time; milliseconds since 1970. */
export interface QueryScope {
  readonly endpoint: Endpoint;
  readonly tenant: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** One profile type of one service. */
export interface ProfileSeries {
  readonly service: string;
  readonly profileType: string;
}

/** 1.21.0 answers wrongly, or not from fresh segments, where no matcher names the services. */
const EVERY_SERVICE = '{service_name=~".+"}';

function call(
  { endpoint, tenant, start, end }: QueryScope,
  method: string,
  body: object,
): AsyncResult<unknown> {
  return askJson(endpoint, {
    path: method,
    method: 'POST',
    tenant,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ start: Math.floor(start), end: Math.floor(end), ...body }),
  });
}

function seriesOf(set: unknown): ProfileSeries {
  const pairs = listOf(recordOf(set).labels).map((label) => [
    textOf(recordOf(label).name),
    textOf(recordOf(label).value),
  ]);
  const labels = new Map(pairs as [string, string][]);
  return { service: labels.get('service_name') ?? '', profileType: labels.get('__profile_type__') ?? '' };
}

/** Which services have which profile types in the window. */
export async function querySeries(scope: QueryScope): AsyncResult<readonly ProfileSeries[]> {
  const labelNames = ['service_name', '__profile_type__'];
  const answer = await call(scope, '/querier.v1.QuerierService/Series', {
    labelNames,
    matchers: [EVERY_SERVICE],
  });
  if (!answer.ok) return answer;
  const found = listOf(recordOf(answer.value).labelsSet).map(seriesOf);
  return ok(found.filter(({ service, profileType }) => service !== '' && profileType !== ''));
}

/** The sum of a profile type's values of one service; an answer without a total has none: 0. */
export async function queryTotal(
  scope: QueryScope,
  { service, profileType }: ProfileSeries,
): AsyncResult<number> {
  const answer = await call(scope, '/querier.v1.QuerierService/SelectMergeStacktraces', {
    profileTypeID: profileType,
    labelSelector: `{service_name=${JSON.stringify(service)}}`,
  });
  if (!answer.ok) return answer;
  return ok(numberOf(recordOf(recordOf(answer.value).flamegraph).total));
}

/** The services an ingester holds: v1 alone, asked past the query front end. */
export async function ingesterServices(scope: QueryScope): AsyncResult<readonly string[]> {
  const answer = await call(scope, '/ingester.v1.IngesterService/LabelValues', { name: 'service_name' });
  if (!answer.ok) return answer;
  return ok(
    listOf(recordOf(answer.value).names)
      .map(textOf)
      .filter((name) => name !== ''),
  );
}
