import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { noPod } from '../live/metrics.ts';
import { type ProfileSeries, type QueryScope, querySeries, queryTotal } from '../live/queries.ts';
import type { CheckContext, Observation } from './check.ts';
import { hasLess, windowText } from './has-less.ts';
import { fine, unanswered, unknown, wrong } from './observation.ts';
import { scopeOf } from './v2-reading.ts';
import type { Window } from './v2-window.ts';

/** So many series are compared: two queries each. */
const COMPARED = 20;

async function compareOne(
  v1: QueryScope,
  v2: QueryScope,
  series: ProfileSeries,
): AsyncResult<string | undefined> {
  const [old, now] = await Promise.all([queryTotal(v1, series), queryTotal(v2, series)]);
  if (!old.ok) return old;
  if (!now.ok) return now;
  const { service, profileType } = series;
  if (!hasLess(old.value, now.value)) return ok(undefined);
  return ok(`${service} (${profileType.split(':', 2).join(':')}): v1 ${old.value}, v2 ${now.value}`);
}

/** A querier that is a process of its own answers from v1 alone, so both can be asked the same question. */
export async function compareWithQuerier(context: CheckContext, window: Window): Promise<Observation> {
  const [querier] = context.endpointOf('querier');
  if (querier === undefined) return unanswered(noPod('querier'));
  const v2 = scopeOf(context, window.start, window.end);
  if (!v2.ok) return unanswered(v2.error);
  const v1 = { ...v2.value, endpoint: querier };
  const held = await querySeries(v1);
  if (!held.ok) return unanswered(held.error);
  if (held.value.length === 0) return unknown('v1 holds nothing of that time to compare with');
  const missing: string[] = [];
  const some = held.value.slice(0, COMPARED);
  for (const series of some) {
    const less = await compareOne(v1, v2.value, series);
    if (!less.ok) return unanswered(less.error);
    if (less.value !== undefined) missing.push(less.value);
  }
  if (missing.length > 0) return wrong(`v2 has less ${windowText(window)}: ${missing.join('; ')}`);
  return fine(`the totals of ${some.length} of ${held.value.length} series agree ${windowText(window)}`);
}
