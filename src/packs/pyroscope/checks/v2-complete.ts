import { NoAnswer } from '../../../checks/ask.ts';
import { fine, notYet, unknown, wrong } from '../../../checks/check.ts';
import { noPod, total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import {
  answerOrRefusal,
  askersFor,
  isSingleBinary,
  metricsOf,
  type PyroscopeCheck,
  query,
  startOf,
} from './asking.ts';
import { ingesterServices, type ProfileSeries, type QueryScope, querySeries, queryTotal } from './server.ts';
import { readWindow, type SplitReading, scopeOf, servicesOf, type Window } from './v2-answers.ts';

/** Profiles arrive up to 15 s after the time they carry. */
const SETTLE = 20_000;

/** From the start of the writers on, at the longest as far back as was asked for; undefined where that is nothing. */
async function windowOf(of: PyroscopeCase, live: Live): Promise<Window | undefined> {
  const pages = await metricsOf(of, live, 'distributor');
  const end = live.now() - SETTLE;
  const start = Math.max(live.now() - live.sinceMs, ...pages.map(startOf));
  return start < end ? { start, end } : undefined;
}

async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  const window = await windowOf(of, live);
  if (window === undefined) return notYet('the distributors have just started');
  const found = await findV2Window(of, live, window);
  if (found === undefined)
    return notYet(
      'no window was answered by v2 alone: v2 does not answer yet, or other queries ran at the same time',
    );
  return (isSingleBinary(of) ? compareInOneProcess : compareWithQuerier)(of, live, found);
}

export const v2Complete: PyroscopeCheck = {
  id: 'v2-complete',
  title: 'v2 has the same data as v1',
  phases: ['dual'],
  alone: true,
  why: 'After v1 is removed, only v2 is left. Series names prove nothing; their totals do.',
  expected: () => 'every service of v1 is in v2, with at least the same totals over the same time',
  command: (of, live) => query(of, live, live.now() - SETTLE),
  observe,
};

/** The first v2 data may carry a time a little after the start of the server. */
const FIRST_STEPS = [0, 15_000, 60_000];
/** Milliseconds to which the begin of v2's data is narrowed down. */
const CLOSE_ENOUGH = 4000;

interface V2Window extends Window {
  readonly reading: SplitReading;
}

/**
 * A long window that v2 answered alone: dual splits a query at the time from which v2 has data, and asks v1 for what was
 * before. That may be long after the process started, so a window that begins too early is followed by a later one, and
 * one without data by an earlier one. Servers refuse a window that begins at that very time (seen with 1.21.0).
 * @returns undefined if there is none: v1 took part in all that hold data
 * @throws NoAnswer if a window was refused and none was found
 */
async function findV2Window(
  of: PyroscopeCase,
  live: Live,
  { start, end }: Window,
): Promise<V2Window | undefined> {
  let [early, late] = [start, end];
  const halfway = () => (late - early < CLOSE_ENOUGH ? undefined : (early + late) / 2);
  const first = FIRST_STEPS.map((step) => start + step).filter((from) => from < end);
  let refusal: NoAnswer | undefined;
  for (let from = first.shift(); from !== undefined; from = first.shift() ?? halfway()) {
    const window = { start: from, end };
    const reading = await answerOrRefusal(() => readWindow(of, live, window));
    if (reading instanceof NoAnswer) {
      refusal ??= reading;
      early = Math.max(early, from);
    } else if (reading.series.length === 0) late = Math.min(late, from);
    else if (reading.by.v1 === 0 && reading.by.v2 > 0) return { ...window, reading };
    else early = Math.max(early, from);
  }
  if (refusal) throw refusal;
  return undefined;
}

/** A write to v2 may still be under way: a segment is flushed each 0.5 s, and a write may take 5 s. */
const UNDER_WAY = 6000;

/** So many series or services are asked for one by one. */
const COMPARED = 20;

/** What v2 has less of than v1, in words. */
async function lacking(v1: QueryScope, v2: QueryScope, series: readonly ProfileSeries[]): Promise<string[]> {
  const less: string[] = [];
  for (const one of series) {
    const [old, now] = await Promise.all([queryTotal(v1, one), queryTotal(v2, one)]);
    const type = one.profileType.split(':', 2).join(':');
    if (hasLess(old, now)) less.push(`${one.service} (${type}): v1 ${old}, v2 ${now}`);
  }
  return less;
}

/** A querier that is a process of its own answers from v1 alone, so both can be asked the same question. */
async function compareWithQuerier(of: PyroscopeCase, live: Live, window: V2Window): Promise<Observation> {
  const [querier] = askersFor(of, live, 'querier');
  if (querier === undefined) throw noPod('querier');
  const v2 = scopeOf(of, live, window);
  const v1 = { ...v2, ask: querier };
  const held = await querySeries(v1);
  if (held.length === 0) return unknown('v1 has no data for that time to compare with');
  const some = held.slice(0, COMPARED);
  const less = await lacking(v1, v2, some);
  if (less.length > 0) {
    await live.pause(UNDER_WAY);
    const still = await lacking(v1, v2, some);
    if (still.length > 0) return wrong(`v2 has less ${windowText(window)}: ${still.join('; ')}`);
  }
  return fine(`totals agree for ${some.length} of ${held.length} series ${windowText(window)}`);
}

const HOUR = 3_600_000;

interface TakenIn {
  readonly v1: number;
  readonly v2: number;
}

/** Sample values since the process started. */
async function readTakenIn(of: PyroscopeCase, live: Live): Promise<TakenIn> {
  const samples = (await metricsOf(of, live, 'ingester')).flat();
  return {
    v1: total(samples, 'pyroscope_head_ingested_sample_values_total', { component: 'ingester' }),
    v2: total(samples, 'pyroscope_segment_writer_head_ingested_sample_values_total'),
  };
}

const takenInText = ({ v1, v2 }: TakenIn): string =>
  `v1 has ingested ${v1} sample values since the start, v2 ${v2}`;

/** What v2 has not taken in even after the time that a write takes is missing; what comes until then was under way. */
async function judgeTakenIn(of: PyroscopeCase, live: Live): Promise<Observation> {
  const taken = await readTakenIn(of, live);
  if (!hasLess(taken.v1, taken.v2)) return fine(takenInText(taken));
  await live.pause(UNDER_WAY);
  const later = await readTakenIn(of, live);
  return hasLess(taken.v1, later.v2)
    ? wrong(takenInText(later))
    : notYet(`${takenInText(taken)}: v2 follows`);
}

/** Services without data in a window, each asked for by its name: v2's list leaves out what is not compacted. */
async function notFound(scope: QueryScope, services: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const service of services) if ((await querySeries(scope, service)).length === 0) missing.push(service);
  return missing;
}

/** An ingester lists what it got in this very second too, so v2 is asked up to now, and again when that has arrived. */
async function missingInV2(
  of: PyroscopeCase,
  live: Live,
  { start }: Window,
  services: readonly string[],
): Promise<string[]> {
  const untilNow = () => scopeOf(of, live, { start, end: live.now() });
  const missing = await notFound(untilNow(), services);
  if (missing.length === 0) return missing;
  await live.pause(UNDER_WAY);
  return notFound(untilNow(), missing);
}

/** An ingester lists all of its head, so a service that fell silent before the window is listed too. */
async function judgeMissing(
  of: PyroscopeCase,
  live: Live,
  window: Window,
  missing: readonly string[],
): Promise<Observation> {
  const before = scopeOf(of, live, { start: window.start - HOUR, end: window.start });
  const neverBefore = await notFound(before, missing);
  const words = `in v1 but not in v2 ${windowText(window)}: ${missing.join(', ')}`;
  return neverBefore.length === 0
    ? notYet(`${words}; seen before that time, so it may just have stopped sending`)
    : wrong(words);
}

/** In one process no query reaches the data of v1 alone: its ingester lists services, and both heads count what they take in. */
async function compareInOneProcess(of: PyroscopeCase, live: Live, window: V2Window): Promise<Observation> {
  const taken = await judgeTakenIn(of, live);
  if (taken.status !== 'ok') return taken;
  const held = await v1Services(of, live, scopeOf(of, live, window));
  const listed = servicesOf(window.reading.series);
  const unlisted = held.filter((service) => !listed.has(service));
  const missing = await missingInV2(of, live, window, unlisted.slice(0, COMPARED));
  if (missing.length > 0) return judgeMissing(of, live, window, missing);
  if (unlisted.length > COMPARED)
    return notYet(
      `v2 lists ${held.length - unlisted.length} of ${counted(held.length, 'service')}: the others are not compacted`,
    );
  if (held.length === 0) return unknown('the ingester has no data for that time to compare with');
  return fine(
    `v2 answers for ${counted(held.length, 'service')} of v1 ${windowText(window)}, none missing; ${taken.seen} (in one process totals by query cannot be told apart)`,
  );
}

/** The services that v1 took in within a window, asked of the ingesters themselves. */
async function v1Services(of: PyroscopeCase, live: Live, scope: QueryScope): Promise<readonly string[]> {
  const ingesters = askersFor(of, live, 'ingester');
  if (ingesters.length === 0) throw noPod('ingester');
  const answers = await Promise.all(ingesters.map((ask) => ingesterServices({ ...scope, ask })));
  return [...new Set(answers.flat())].sort();
}

/** A profile on the border of the window may be in the one and not in the other. */
const TOLERANCE = 0.01;

const hasLess = (v1: number, v2: number): boolean => v2 < v1 * (1 - TOLERANCE);

const windowText = ({ start, end }: Window): string =>
  `from ${new Date(start).toISOString().slice(0, 19)} to ${new Date(end).toISOString().slice(0, 19)}`;
