import type { AsyncResult, LiveProblem } from '../../../live/problems.ts';
import { err, ok, type Result } from '../../../result.ts';
import { noPod } from '../live/metrics.ts';
import { type ProfileSeries, type QueryScope, querySeries, queryTotal } from '../live/queries.ts';
import { type Answerers, withAnswerers } from '../live/who-answers.ts';
import type { CheckContext } from './check.ts';
import { endpointsFor } from './places.ts';

/** One window of time as the query front end answers it. */
export interface Reading {
  /** Services with their profile types. */
  readonly series: readonly ProfileSeries[];
  /** Of the first of them that has one. */
  readonly total: number;
  readonly by: Answerers;
}

/** The query front end for a window; milliseconds since 1970. */
export function scopeOf(context: CheckContext, start: number, end: number): Result<QueryScope, LiveProblem> {
  const [endpoint] = endpointsFor(context, 'query-frontend');
  if (endpoint === undefined) return err(noPod('query-frontend'));
  return ok({ endpoint, tenant: context.tenant, start, end });
}

/** A handful of series, so that one service that has just stopped does not decide. */
const TRIED = 5;

async function firstTotal(scope: QueryScope, series: readonly ProfileSeries[]): AsyncResult<number> {
  for (const one of series.slice(0, TRIED)) {
    const total = await queryTotal(scope, one);
    if (!total.ok || total.value > 0) return total;
  }
  return ok(0);
}

/** Asks what there is in a window and for one total of it, and counts who answered the total. */
export async function readWindow(context: CheckContext, start: number, end: number): AsyncResult<Reading> {
  const scope = scopeOf(context, start, end);
  if (!scope.ok) return scope;
  const series = await querySeries(scope.value);
  if (!series.ok) return series;
  const path = {
    frontends: endpointsFor(context, 'query-frontend'),
    backends: endpointsFor(context, 'query-backend'),
  };
  const asked = await withAnswerers(path, () => firstTotal(scope.value, series.value));
  if (!asked.ok) return asked;
  return ok({ series: series.value, total: asked.value.answer, by: asked.value.by });
}
