import { askJson, askText } from '../../../checks/ask.ts';
import { choose, readMetrics, total } from '../../../checks/metrics.ts';
import type { Endpoint } from '../../../live/cluster.ts';
import { listOf, numberOf, recordOf, textOf } from '../../../live/json.ts';
import type { AsyncResult, LiveProblem } from '../../../live/problems.ts';
import { err, ok } from '../../../result.ts';
import { coreData } from '../../../yaml/core-data.ts';
import { withLibrary } from '../../../yaml/library.ts';
import { readText } from '../../../yaml/read.ts';

/** What a running server says of its phase; the rest of its configuration is not kept. */
export interface RunningConfig {
  /** v1, v1-v2-dual, v2; undefined before server 2.0. */
  readonly architecture: string | undefined;
  /** '' on a 1.x server that runs without v2. */
  readonly writePath: string;
  readonly ingesterWeight: number;
  readonly segmentWriterWeight: number;
  readonly queryBackend: boolean;
  /** `auto`, an RFC 3339 time, or '0'. */
  readonly queryBackendFrom: string;
}

const CONFIG = '/api/v1/status/config';

const unreadable: LiveProblem = {
  kind: 'unexpected-answer',
  what: `${CONFIG} did not answer YAML.`,
  remedy: 'Make sure that the port belongs to Pyroscope itself, not to a proxy in front of it.',
};

async function yamlOf(text: string): Promise<unknown> {
  const read = await withLibrary(() => readText(text));
  const data = read.ok ? coreData(read.root, text) : read;
  return data.ok && 'value' in data ? data.value : undefined;
}

function configOf(page: unknown): RunningConfig {
  const { architecture_storage, limits } = recordOf(page);
  const limit = recordOf(limits);
  return {
    architecture: architecture_storage === undefined ? undefined : textOf(architecture_storage),
    writePath: textOf(limit.write_path),
    ingesterWeight: numberOf(limit.write_path_ingester_weight),
    segmentWriterWeight: numberOf(limit.write_path_segment_writer_weight),
    queryBackend: limit.enable_query_backend === true,
    queryBackendFrom: String(limit.enable_query_backend_from ?? ''),
  };
}

/** The configuration in effect, as the server itself prints it (`/config/diff` leaves out the defaults). */
export async function readRunningConfig(endpoint: Endpoint): AsyncResult<RunningConfig> {
  const text = await askText(endpoint, { path: CONFIG });
  if (!text.ok) return text;
  const page = await yamlOf(text.value);
  return Object.keys(recordOf(page)).length === 0 ? err(unreadable) : ok(configOf(page));
}

/** Write paths that single tenants have of their own, by tenant; none where there is no runtime config. */
export async function readTenantWritePaths(endpoint: Endpoint): Promise<ReadonlyMap<string, string>> {
  const text = await askText(endpoint, { path: '/runtime_config' });
  const overrides = text.ok ? recordOf(recordOf(await yamlOf(text.value)).overrides) : {};
  const paths = Object.entries(overrides).map(([tenant, limits]) => [
    tenant,
    textOf(recordOf(limits).write_path),
  ]);
  return new Map(paths.filter(([, path]) => path !== '') as [string, string][]);
}

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

/** How often v1 and v2 took part in answering: no header of an answer says it, the counters do. */
export interface Answerers {
  readonly v1: number;
  readonly v2: number;
}

interface QueryPath {
  readonly frontends: readonly Endpoint[];
  readonly backends: readonly Endpoint[];
}

const REQUESTS = 'pyroscope_request_duration_seconds_count';
const BACKEND = '/query.v1.QueryBackendService/Invoke';
const V1_RESULT = 'frontendpb_frontendforquerier_queryresult';

async function readAnswerers({ frontends, backends }: QueryPath): AsyncResult<Answerers> {
  const [front, back] = await Promise.all([
    readMetrics(frontends, 'query-frontend'),
    readMetrics(backends, 'query-backend'),
  ]);
  if (!front.ok) return front;
  if (!back.ok) return back;
  const v2 = choose(back.value.flat(), REQUESTS, { route: BACKEND, status_code: 'success' });
  return ok({
    v1: total(front.value.flat(), REQUESTS, { route: V1_RESULT }),
    v2: v2.reduce((sum, { value }) => sum + value, 0),
  });
}

/** Runs a query and says beside its answer by how much the counters of both read paths rose meanwhile. */
export async function withAnswerers<T>(
  path: QueryPath,
  query: () => AsyncResult<T>,
): AsyncResult<{ readonly answer: T; readonly by: Answerers }> {
  const before = await readAnswerers(path);
  if (!before.ok) return before;
  const answer = await query();
  if (!answer.ok) return answer;
  const after = await readAnswerers(path);
  if (!after.ok) return after;
  const by = { v1: after.value.v1 - before.value.v1, v2: after.value.v2 - before.value.v2 };
  return ok({ answer: answer.value, by });
}
