import {
  defineCheck,
  fine,
  notYet,
  type Observation,
  unanswered,
  unknown,
  wrong,
} from '../../../checks/check.ts';
import { noPod, readMetrics, total } from '../../../checks/metrics.ts';
import type { AsyncResult, LiveProblem } from '../../../live/problems.ts';
import { err, ok, type Result } from '../../../result.ts';
import { type CheckContext, endpointsFor, query, startOf } from './context.ts';
import { ingesterServices, type ProfileSeries, type QueryScope, querySeries, queryTotal } from './server.ts';
import { type Reading, readWindow, scopeOf } from './v2-answers.ts';

/** Profiles arrive up to 15 s after the time they carry. */
const SETTLE = 20_000;

/** From the start of the writers on, at the longest as far back as was asked for. */
async function windowOf(context: CheckContext): Promise<Window | Observation> {
  const pages = await readMetrics(endpointsFor(context, 'distributor'), 'distributor');
  if (!pages.ok) return unanswered(pages.error);
  const end = context.now() - SETTLE;
  const start = Math.max(context.now() - context.sinceMs, ...pages.value.map(startOf));
  return start < end ? { start, end } : notYet('the distributors have just started');
}

async function observe(context: CheckContext): Promise<Observation> {
  const window = await windowOf(context);
  if ('status' in window) return window;
  const found = await findV2Window(context, window);
  if (!found.ok) return unanswered(found.error);
  if (found.value === undefined)
    return notYet(
      'no window was answered by v2 alone: v2 does not answer yet, or other queries ran at the same time',
    );
  return context.mode === 'single-binary'
    ? compareInOneProcess(context, found.value, found.value.reading.series)
    : compareWithQuerier(context, found.value);
}

export const v2Complete = defineCheck<CheckContext>({
  id: 'v2-complete',
  title: 'v2 has the same data as v1',
  phases: ['dual'],
  alone: true,
  why: 'After v1 is removed, only v2 is left. Series names prove nothing; their totals do.',
  expected: () => 'every service of v1 is in v2, with at least the same totals over the same time',
  command: (context) => query(context, context.now() - SETTLE),
  observe,
});

/** Milliseconds since 1970. */
interface Window {
  readonly start: number;
  readonly end: number;
}

/** The first v2 data may carry a time a little after the start of the server. */
const FIRST_STEPS = [0, 15_000, 60_000];
/** Other people's queries raise v1's counter too, so one try is not enough. */
const SHARES = [1 / 2, 3 / 4, 7 / 8];

function startsOf({ start, end }: Window): number[] {
  const steps = [...FIRST_STEPS, ...SHARES.map((share) => (end - start) * share)];
  return steps.sort((a, b) => a - b).flatMap((step) => (start + step < end ? [start + step] : []));
}

/**
 * The longest of the windows tried, all with the same end, that v2 answered alone: dual splits a query at the time
 * from which v2 has data, and asks v1 for what was before. Servers may refuse a window that begins close to that time
 * (seen with 1.21.0), so a refused window is passed over.
 * @returns undefined if v1 took part in every one of them; the refusal if one was refused and none was found
 */
async function findV2Window(
  context: CheckContext,
  window: Window,
): AsyncResult<(Window & { readonly reading: Reading }) | undefined> {
  let refusal: Result<never, LiveProblem> | undefined;
  for (const start of startsOf(window)) {
    const reading = await readWindow(context, start, window.end);
    if (!reading.ok) {
      if (reading.error.kind !== 'unexpected-answer') return reading;
      refusal ??= reading;
      continue;
    }
    const { by, series } = reading.value;
    if (by.v1 === 0 && by.v2 > 0 && series.length > 0)
      return ok({ start, end: window.end, reading: reading.value });
  }
  return refusal ?? ok(undefined);
}

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
async function compareWithQuerier(context: CheckContext, window: Window): Promise<Observation> {
  const [querier] = context.endpointOf('querier');
  if (querier === undefined) return unanswered(noPod('querier'));
  const v2 = scopeOf(context, window.start, window.end);
  if (!v2.ok) return unanswered(v2.error);
  const v1 = { ...v2.value, endpoint: querier };
  const held = await querySeries(v1);
  if (!held.ok) return unanswered(held.error);
  if (held.value.length === 0) return unknown('v1 has no data for that time to compare with');
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
  const words = `in v1 but not in v2 ${windowText(window)}: ${missing.join(', ')}`;
  return missing.every((service) => seenBefore.has(service))
    ? notYet(`${words}; seen before that time, so it may just have stopped sending`)
    : wrong(words);
}

/** In one process no query reaches the data of v1 alone: its ingester lists services, and both heads count what they take in. */
async function compareInOneProcess(
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
  const words = `v1 has ingested ${v1} sample values since the start, v2 ${v2}`;
  if (hasLess(v1, v2)) return wrong(words);
  if (held.value.length === 0) return unknown('the ingester has no data for that time to compare with');
  return fine(
    `${held.value.length} services of v1 are all answered by v2 ${windowText(window)}; ${words} (in one process totals by query cannot be told apart)`,
  );
}

/** The services that v1 took in within a window, asked of the ingesters themselves. */
async function v1Services(context: CheckContext, { start, end }: Window): AsyncResult<readonly string[]> {
  const endpoints = endpointsFor(context, 'ingester');
  if (endpoints.length === 0) return err(noPod('ingester'));
  const { tenant } = context;
  const answers = await Promise.all(
    endpoints.map((endpoint) => ingesterServices({ endpoint, tenant, start, end })),
  );
  const services = new Set<string>();
  for (const answer of answers) {
    if (!answer.ok) return answer;
    for (const service of answer.value) services.add(service);
  }
  return ok([...services].sort());
}

/** A profile on the border of the window may be in the one and not in the other. */
const TOLERANCE = 0.01;

const hasLess = (v1: number, v2: number): boolean => v2 < v1 * (1 - TOLERANCE);

const windowText = ({ start, end }: { readonly start: number; readonly end: number }): string =>
  `from ${new Date(start).toISOString().slice(0, 19)} to ${new Date(end).toISOString().slice(0, 19)}`;
