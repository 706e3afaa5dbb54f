import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { readMetrics } from '../live/metrics.ts';
import type { ProfileSeries } from '../live/queries.ts';
import { total } from '../live/samples.ts';
import type { CheckContext, Observation } from './check.ts';
import { hasLess, windowText } from './has-less.ts';
import { fine, notYet, unanswered, unknown, wrong } from './observation.ts';
import { endpointsFor } from './places.ts';
import { v1Services } from './v1-services.ts';
import { readWindow } from './v2-reading.ts';
import type { Window } from './v2-window.ts';

const HOUR = 3_600_000;

interface TakenIn {
  readonly v1: number;
  readonly v2: number;
}

/** Sample values since the process started. */
async function readTakenIn(context: CheckContext): AsyncResult<TakenIn> {
  const pages = await readMetrics(endpointsFor(context, 'ingester'), 'ingester');
  if (!pages.ok) return pages;
  const samples = pages.value.flat();
  return ok({
    v1: total(samples, 'pyroscope_head_ingested_sample_values_total', { component: 'ingester' }),
    v2: total(samples, 'pyroscope_segment_writer_head_ingested_sample_values_total'),
  });
}

const servicesOf = (series: readonly ProfileSeries[]): ReadonlySet<string> =>
  new Set(series.map(({ service }) => service));

/** An ingester lists all of its head, so a service that fell silent before the window is listed too. */
async function judgeMissing(
  context: CheckContext,
  window: Window,
  missing: readonly string[],
): Promise<Observation> {
  const before = await readWindow(context, window.start - HOUR, window.start);
  if (!before.ok) return unanswered(before.error);
  const seenBefore = servicesOf(before.value.series);
  const words = `v1 lists, v2 has not ${windowText(window)}: ${missing.join(', ')}`;
  return missing.every((service) => seenBefore.has(service))
    ? notYet(`${words}; seen before that time, so it may only have fallen silent`)
    : wrong(words);
}

/** In one process no query reaches the data of v1 alone: its ingester lists services, and both heads count what they take in. */
export async function compareInOneProcess(
  context: CheckContext,
  window: Window,
  inV2: readonly ProfileSeries[],
): Promise<Observation> {
  const held = await v1Services(context, window);
  if (!held.ok) return unanswered(held.error);
  const missing = held.value.filter((service) => !servicesOf(inV2).has(service));
  if (missing.length > 0) return judgeMissing(context, window, missing);
  const taken = await readTakenIn(context);
  if (!taken.ok) return unanswered(taken.error);
  const { v1, v2 } = taken.value;
  const words = `v1 took in ${v1} sample values since the start, v2 ${v2}`;
  if (hasLess(v1, v2)) return wrong(words);
  if (held.value.length === 0) return unknown('the ingester holds nothing of that time to compare with');
  return fine(
    `${held.value.length} services of v1 are all answered by v2 ${windowText(window)}; ${words} (in one process totals by query cannot be told apart)`,
  );
}
