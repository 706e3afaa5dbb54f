import { NoAnswer } from '../../../checks/ask.ts';
import { notYet, unknown, wrong } from '../../../checks/check.ts';
import { noPod } from '../../../checks/metrics.ts';
import type { Live, Observation } from '../../../pack.ts';
import { durationText, prometheusDuration, utcTime } from '../../../times.ts';
import { momentOf } from '../query-backend-from.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { answerOrRefusal, askersFor, isSingleBinary, metricsOf, runningSettings, startOf } from './asking.ts';
import {
  type ProfileSeries,
  type QueryScope,
  querySeries,
  queryTotal,
  queryTotals,
  v1Blocks,
  withAnswerers,
} from './server.ts';
import { scopeOf, type Window } from './v2-answers.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
/** Profiles arrive up to 15 s after the time they carry. */
export const SETTLE = 20 * SECOND;
/** Helm's revision comes first: until the last distributor is replaced, some still write to v1 alone. */
const ROLLOUT = HOUR / 2;
/** Servers look a week back by default (querier.max-query-lookback of 1.21.0 and 2.2.1). */
const LOOKBACK = 7 * 24 * HOUR - HOUR;
/** A query may span a day by default (querier.max-query-length of 1.21.0 and 2.2.1). */
const LONGEST_QUERY = 12 * HOUR;
/** Until the first profile comes after the writers have started. */
const FIRST_PROFILE = 15 * 60 * SECOND;

/** A window in pieces that a server takes as one query. */
export function queriesOf({ start, end }: Window): readonly Window[] {
  const count = Math.max(1, Math.ceil((end - start) / LONGEST_QUERY));
  const length = (end - start) / count;
  return Array.from({ length: count }, (_, at) => ({
    start: start + at * length,
    end: start + (at + 1) * length,
  }));
}

export const windowText = ({ start, end }: Window): string =>
  `from ${new Date(start).toISOString().slice(0, 19)} to ${new Date(end).toISOString().slice(0, 19)}`;

/** How long each of them keeps profiles, in milliseconds; what is not limited is kept. */
async function keptFor(of: PyroscopeCase, live: Live): Promise<{ readonly v1: number; readonly v2: number }> {
  const setting = await runningSettings(of, live, 'query-frontend');
  const [v1 = Infinity, v2 = Infinity] = ['v1Retention', 'v2Retention'].map(
    (name) => prometheusDuration(setting(name) ?? '') || Infinity,
  );
  return { v1, v2 };
}

/**
 * The time that v2 must prove: all of the soak, so that a restart does not shorten it, from when the writers ran; without a
 * history from their start on, at the longest as far back as was asked for.
 * @returns an observation where there is none
 */
export async function windowToProve(of: PyroscopeCase, live: Live): Promise<Window | Observation> {
  const started = Math.max(...(await metricsOf(of, live, 'distributor')).map(startOf));
  const now = live.now();
  const end = now - SETTLE;
  const { soak } = live;
  if (soak === undefined) {
    const start = Math.max(now - live.sinceMs, started);
    return start < end ? { start, end } : notYet('the distributors have just started');
  }
  const { v1, v2 } = await keptFor(of, live);
  if (v2 < v1 && v2 < soak.neededMs)
    return unknown(
      `v2 keeps profiles for ${durationText(v2)}, less than the ${durationText(soak.neededMs)} that have to be proven, and less than v1: whatever is older is lost with v1`,
    );
  // The oldest hour may be deleted while it is compared.
  const kept = now - Math.min(v1, v2) + HOUR;
  const start = Math.max(soak.since, now - LOOKBACK, kept, Math.min(started, soak.since + ROLLOUT));
  if (start < end) return { start, end };
  return notYet(
    kept >= end
      ? `profiles are kept for ${durationText(Math.min(v1, v2))}, which is too short to compare`
      : 'the distributors have just started',
  );
}

/** Servers refuse a window that begins at the very time from which v2 is read (1.21.0). */
const NEXT_TRY = SECOND;

/** Asks about a window, and once more a little later where the server refuses it. @throws NoAnswer */
export async function pastRefusal<T>(window: Window, ask: (window: Window) => Promise<T>): Promise<T> {
  const first = await answerOrRefusal(() => ask(window));
  return first instanceof NoAnswer ? ask({ ...window, start: window.start + NEXT_TRY }) : first;
}

/** What the query front end lists in a window. @throws NoAnswer */
const seriesIn = (of: PyroscopeCase, live: Live, window: Window): Promise<readonly ProfileSeries[]> =>
  pastRefusal(window, (asked) => querySeries(scopeOf(of, live, asked)));

/** The latest series of a window. @throws NoAnswer */
async function latestSeries(
  of: PyroscopeCase,
  live: Live,
  window: Window,
): Promise<readonly ProfileSeries[]> {
  for (const part of queriesOf(window).toReversed()) {
    const series = await seriesIn(of, live, part);
    if (series.length > 0) return series;
  }
  return [];
}

/** A short query shows who answers it as well as a long one. */
const PROBE = 15 * SECOND;
/** A query of somebody else counts as well, and cannot be told apart; a counter may also be read too early. */
const TRIES = 4;
const TO_BELIEVE = 2;

/** Whether v1 takes no part in answering from a time on. */
async function isV2Alone(
  of: PyroscopeCase,
  live: Live,
  { start, end }: Window,
  series: ProfileSeries,
): Promise<boolean> {
  const scope = scopeOf(of, live, { start, end: Math.min(start + PROBE, end) });
  let alone = 0;
  for (let tries = 0; tries < TRIES && alone < TO_BELIEVE; tries++) {
    const read = await answerOrRefusal(() => withAnswerers(of, live, () => queryTotal(scope, series)));
    if (read instanceof NoAnswer) return false;
    if (read.by.v1 === 0) alone += 1;
  }
  return alone >= TO_BELIEVE;
}

/** To which the time from which v2 answers is narrowed down: 4 s of an hour, half a minute of a day. */
const closeEnough = ({ start, end }: Window): number => Math.max(4 * SECOND, (end - start) / 3000);

/** From when on v2 answers alone: dual asks v1 for what was before v2's first data. undefined: v1 always takes part. */
async function aloneSince(
  of: PyroscopeCase,
  live: Live,
  window: Window,
  series: ProfileSeries,
): Promise<number | undefined> {
  const { start, end } = window;
  const isAlone = (from: number) => isV2Alone(of, live, { start: from, end }, series);
  if (await isAlone(start)) return start;
  let [early, late] = [start, Math.max(start, end - PROBE)];
  if (!(await isAlone(late))) return undefined;
  while (late - early > closeEnough(window)) {
    const middle = (early + late) / 2;
    if (await isAlone(middle)) late = middle;
    else early = middle;
  }
  return late;
}

/** A handful, so that one service that has just stopped does not decide. */
const FIRST_SERIES = 5;

/** Whether v2 finds data where it is asked alone. */
async function answersFrom(
  of: PyroscopeCase,
  live: Live,
  { start, end }: Window,
  series: readonly ProfileSeries[],
): Promise<boolean> {
  const [latest = { start, end }] = queriesOf({ start, end }).toReversed();
  for (const one of series.slice(0, FIRST_SERIES)) {
    const { by } = await withAnswerers(of, live, () => queryTotal(scopeOf(of, live, latest), one));
    if (by.v2 > 0) return true;
  }
  return false;
}

/** A time that v2 answers alone. */
export interface V2Window extends Window {
  /** What the query front end lists at the end of it. */
  readonly series: readonly ProfileSeries[];
  /** Nobody sent anything in the time before it, so that this time proves nothing; a sentence on it. */
  readonly idleBefore?: string;
}

const lengthOf = ({ start, end }: Window): number => Math.floor((end - start) / SECOND) * SECOND;

/** A scope of whole seconds, as one step. */
const wholeOf = (scope: QueryScope): QueryScope => ({ ...scope, start: scope.end - lengthOf(scope) });

const hasSome = (totals: ReadonlyMap<string, readonly number[]>): boolean =>
  [...totals.values()].some((sums) => sums.some((sum) => sum > 0));

/** Whether a window has values; v1's list of series is of whole blocks, and shows what lies beside the window as well. */
async function hasValues(
  of: PyroscopeCase,
  live: Live,
  window: Window,
  types: Iterable<string>,
): Promise<boolean> {
  for (const part of queriesOf(window)) {
    const scope = wholeOf(scopeOf(of, live, part));
    for (const type of types) if (hasSome(await queryTotals(scope, type, lengthOf(part)))) return true;
  }
  return false;
}

/** What came in before v2 had its first data, though the release was in dual. */
async function judgeLateStart(
  of: PyroscopeCase,
  live: Live,
  window: Window,
  { start: since, series }: V2Window,
): Promise<Observation | string | undefined> {
  const { soak } = live;
  const { start: asked } = window;
  if (soak === undefined || since - asked <= FIRST_PROFILE) return undefined;
  const [from, first, inDual] = [asked, since, soak.since].map((at) => utcTime(new Date(at).toISOString()));
  const proven = live.now() - since;
  const fixed = momentOf((await runningSettings(of, live, 'query-frontend'))('queryBackendFrom') ?? '');
  if (fixed !== undefined && Math.abs(fixed - since) < FIRST_PROFILE)
    return proven >= soak.neededMs
      ? undefined
      : unknown(
          `v2 is only queried from ${first} on (queryBackendFrom), so what it holds since ${from} cannot be compared`,
        );
  const before = { start: asked + FIRST_PROFILE, end: since - closeEnough(window) - PROBE };
  const types = new Set(series.map(({ profileType }) => profileType));
  if (before.start < before.end && (await hasValues(of, live, before, types)))
    return wrong(
      `v2 has no data from before ${first}, while v1 has, and the release is in dual since ${inDual}`,
    );
  return proven >= soak.neededMs
    ? undefined
    : `nothing was ingested from ${from} to ${first}: only the ${durationText(proven)} since then prove anything, of ${durationText(soak.neededMs)} that are needed`;
}

/** Whether v1 has profiles of a time of which the query front end lists none, as it asks v2 alone for it. */
async function isInV1(of: PyroscopeCase, live: Live, window: Window): Promise<boolean> {
  if (isSingleBinary(of)) {
    const isInside = (at: number) => at >= window.start && at <= window.end;
    for (const ask of askersFor(of, live, 'ingester')) {
      const blocks = await v1Blocks({ ...scopeOf(of, live, window), ask });
      if (blocks.some(({ start, end }) => isInside(start) || isInside(end))) return true;
    }
    return false;
  }
  const [ask] = askersFor(of, live, 'querier');
  if (ask === undefined) throw noPod(live, 'querier');
  for (const part of queriesOf(window)) {
    const scope = { ...scopeOf(of, live, part), ask };
    for (const type of new Set((await querySeries(scope)).map(({ profileType }) => profileType)))
      if (hasSome(await queryTotals(wholeOf(scope), type, lengthOf(part)))) return true;
  }
  return false;
}

const onlyInV1 = (window: Window): Observation =>
  wrong(`the query front end finds nothing in v2 ${windowText(window)}, while v1 has profiles of that time`);

/** A tenant of whom there is nothing to compare. */
export const NO_PROFILE: Observation = { status: 'skipped', seen: 'no profile in the time to compare' };

/** The part of a window that v2 answers alone, or why there is none. @throws NoAnswer */
export async function v2WindowOf(
  of: PyroscopeCase,
  live: Live,
  window: Window,
): Promise<V2Window | Observation> {
  const series = await latestSeries(of, live, window);
  const [first] = series;
  if (first === undefined) return (await isInV1(of, live, window)) ? onlyInV1(window) : NO_PROFILE;
  const since = await aloneSince(of, live, window, first);
  if (since === undefined || !(await answersFrom(of, live, { ...window, start: since }, series)))
    return notYet(
      'no window was answered by v2 alone: v2 does not answer yet, or other queries ran at the same time',
    );
  const found = { start: since, end: window.end, series };
  const late = await judgeLateStart(of, live, window, found);
  if (typeof late === 'object') return late;
  return { ...found, ...(late !== undefined && { idleBefore: late }) };
}
