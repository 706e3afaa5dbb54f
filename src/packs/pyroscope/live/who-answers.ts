import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { readMetrics } from './metrics.ts';
import { choose, total } from './samples.ts';

/** How often v1 and v2 took part in answering: no header of an answer says it, the counters do. */
export interface Answerers {
  readonly v1: number;
  readonly v2: number;
}

export interface QueryPath {
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
