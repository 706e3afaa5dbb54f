import { fine, notYet, unknown, wrong } from '../../../checks/check.ts';
import { noPod, total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { Live, Observation } from '../../../pack.ts';
import { utcTime } from '../../../times.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { askersFor, metricsOf, placeOf, startOf } from './asking.ts';
import {
  type ProfileSeries,
  type QueryScope,
  queryTotal,
  queryTotals,
  v1Blocks,
  v1Series,
} from './server.ts';
import { scopeOf, type Window } from './v2-answers.ts';
import {
  askAll,
  CLOSE,
  hasLess,
  joined,
  leftOutText,
  NAMED,
  shortType,
  stepsOf,
  typesOf,
  UNDER_WAY,
} from './v2-totals.ts';
import { pastRefusal, queriesOf, type V2Window, windowText } from './v2-window.ts';

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
export async function judgeTakenIn(of: PyroscopeCase, live: Live): Promise<Observation> {
  const taken = await readTakenIn(of, live);
  if (!hasLess(taken.v1, taken.v2)) return fine(takenInText(taken));
  await live.pause(UNDER_WAY);
  const later = await readTakenIn(of, live);
  return hasLess(taken.v1, later.v2)
    ? wrong(takenInText(later))
    : notYet(`${takenInText(taken)}: v2 follows`);
}

/** A step in which v1 lists a series and v2 holds nothing of it. */
interface Missing extends Window, ProfileSeries {}

/** All that the questions about one window need. */
interface Asked {
  readonly v2: QueryScope;
  /** The stores of v1, one for each process. */
  readonly v1: readonly QueryScope[];
}

const within = (scope: QueryScope, { start, end }: Window): QueryScope => ({ ...scope, start, end });

const keyOf = ({ service, profileType }: ProfileSeries): string => `${service}\n${profileType}`;

/** Series by their names. */
type SeriesMap = ReadonlyMap<string, ProfileSeries>;

async function seriesOfV1({ v1 }: Asked, window: Window): Promise<SeriesMap> {
  const lists = await Promise.all(v1.map((scope) => v1Series(within(scope, window))));
  return new Map(lists.flat().map((one) => [keyOf(one), one]));
}

/** What v1 lists of a step. */
interface ListedStep extends Window {
  readonly v1: SeriesMap;
}

/** What both sides have of a step; of v2 the names of series that have values. */
interface Step extends ListedStep {
  readonly v2: ReadonlySet<string>;
}

const QUARTER = 15 * 60_000;
/** Each is asked of v1 by two questions. */
const STEPS = 200;

const queriesInSteps = (window: Window) =>
  stepsOf(window, Math.max(QUARTER, (window.end - window.start) / STEPS));

/** A window as its steps, with what v1 lists of each. */
function listSteps(asked: Asked, window: Window): Promise<readonly ListedStep[]> {
  const steps = queriesInSteps(window).flatMap(({ start, end, stepMs }) =>
    Array.from({ length: Math.round((end - start) / stepMs) }, (_, at) => ({
      start: start + at * stepMs,
      end: start + (at + 1) * stepMs,
    })),
  );
  return askAll(steps, async (step) => ({ ...step, v1: await seriesOfV1(asked, step) }));
}

/** The same with the series of v2 that have values. */
async function readSteps(
  { v2 }: Asked,
  window: Window,
  listed: readonly ListedStep[],
  types: readonly string[],
): Promise<readonly Step[]> {
  const found = listed.map(() => new Set<string>());
  const questions = queriesInSteps(window).flatMap((steps) =>
    types.map((profileType) => ({ steps, profileType })),
  );
  await askAll(questions, async ({ steps, profileType }) => {
    const first = listed.findIndex(({ start }) => start === steps.start);
    for (const [service, sums] of await queryTotals(within(v2, steps), profileType, steps.stepMs))
      for (const [at, sum] of sums.entries())
        if (sum > 0) found[first + at]?.add(keyOf({ service, profileType }));
  });
  return listed.map((step, at) => ({ ...step, v2: found[at] ?? new Set() }));
}

/** Whether the query front end finds values of a series, of v1 or of v2, whichever it asks for that time. */
async function hasValues({ v2 }: Asked, series: ProfileSeries, window: Window): Promise<boolean> {
  if (window.end <= window.start) return false;
  for (const part of queriesOf(window)) {
    const total = await pastRefusal(part, (asked) => queryTotal(within(v2, asked), series));
    if (total > 0) return true;
  }
  return false;
}

/** An ingester lists what it got in this very second too, so v2 is asked up to now, and again when that has arrived. */
async function stillMissing(
  live: Live,
  asked: Asked,
  missing: readonly Missing[],
  newest: number,
): Promise<readonly Missing[]> {
  const look = async (ones: readonly Missing[]) => {
    const now = live.now();
    const found = await askAll(ones, (one) =>
      hasValues(asked, one, one.end < newest ? one : { start: one.start, end: now }),
    );
    return ones.filter((_, index) => !found[index]);
  };
  const first = await look(missing);
  if (first.length === 0) return first;
  await live.pause(UNDER_WAY);
  return look(first);
}

const longestFirst = (a: Window, b: Window): number =>
  b.end - b.start - (a.end - a.start) || a.start - b.start;

/** So many parts of a gap are looked at, each with other blocks. */
const PARTS = 6;

/** A gap cut at the borders of the blocks in it: each part lies in the same blocks from end to end. */
function partsOf({ start, end }: Window, blocks: readonly Window[]): readonly Window[] {
  const inside = blocks.flatMap((block) => [block.start, block.end]).filter((at) => at > start && at < end);
  const cuts = [start, ...new Set(inside.sort((a, b) => a - b)), end];
  return cuts
    .slice(1)
    .map((cut, index) => ({ start: cuts[index] ?? start, end: cut }))
    .toSorted(longestFirst)
    .slice(0, PARTS);
}

/**
 * Whether v1 surely has values of a series within a gap, and not only in the parts of its blocks that lie outside: those the
 * query front end shows.
 */
async function isSurelyInV1(asked: Asked, missing: Missing): Promise<boolean> {
  const { start, end } = missing;
  const blocks = (await Promise.all(asked.v1.map((scope) => v1Blocks(within(scope, { start, end }))))).flat();
  for (const part of partsOf({ start, end }, blocks)) {
    // A block that only touches the part is asked as well.
    const inner = { start: part.start + 1, end: part.end - 1 };
    if (!(await seriesOfV1(asked, inner)).has(keyOf(missing))) continue;
    const touched = blocks.filter((block) => block.start <= inner.end && block.end >= inner.start);
    const first = Math.min(start, ...touched.map((block) => block.start));
    const last = Math.max(end, ...touched.map((block) => block.end + 1));
    const isOutside =
      (await hasValues(asked, missing, { start: first, end: start })) ||
      (await hasValues(asked, missing, { start: end, end: last }));
    if (!isOutside) return true;
  }
  return false;
}

const follows = (a: Window, b: Window): boolean => Math.abs(b.start - a.end) <= CLOSE;

/** The newest step stays alone: what is not compacted yet is found there by name, and would stand for the steps before it. */
const joinBefore =
  (last: number) =>
  (a: Missing, b: Missing): Missing | undefined =>
    keyOf(a) === keyOf(b) && follows(a, b) && b.end < last ? { ...a, end: b.end } : undefined;

const joinSteps = (a: Window, b: Window): Window | undefined =>
  follows(a, b) ? { start: a.start, end: b.end } : undefined;

/** So many gaps are looked into. */
const LOOKED_INTO = 20;

function missingText(missing: readonly Missing[]): string {
  const named = missing
    .slice(0, NAMED)
    .map((one) => `${one.service} (${shortType(one.profileType)}) ${windowText(one)}`);
  const more = missing.length - named.length;
  return `in v1 but not in v2: ${[...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}`;
}

/** Steps without anything in v2, of which v1's blocks do not tell whether it has something: nothing is proven of them. */
function unprovenSteps(steps: readonly Step[], missing: readonly Missing[]): Observation | undefined {
  const overlaps = (step: Window) => missing.some((one) => one.start < step.end && one.end > step.start);
  const empty = steps.filter((step) => step.v2.size === 0 && step.v1.size > 0 && overlaps(step));
  const [first] = joined<Window>(empty, joinSteps);
  if (first === undefined) return undefined;
  return unknown(
    `v2 has nothing ${windowText(first)}; v1 has a block that covers this time, which does not show whether it has more`,
  );
}

/** How far totals were compared: both heads count from the start of their process on. */
async function unprovenText(of: PyroscopeCase, live: Live, window: Window): Promise<string | undefined> {
  const started = Math.max(...(await metricsOf(of, live, 'ingester')).map(startOf));
  return started - window.start < QUARTER
    ? undefined
    : `in a single binary totals are compared since its start at ${utcTime(new Date(started).toISOString())} alone; before that, only gaps of a series are seen`;
}

/**
 * In one process no query reaches the data of v1 alone: its ingester and store-gateway list the series of their blocks, and
 * both heads count what they take in.
 * @throws NoAnswer
 */
export async function compareInOneProcess(
  of: PyroscopeCase,
  live: Live,
  window: V2Window,
): Promise<Observation> {
  const taken = await judgeTakenIn(of, live);
  if (taken.status !== 'ok') return taken;
  const stores = askersFor(of, live, 'ingester');
  if (stores.length === 0) throw noPod(live, placeOf(of, 'ingester'));
  const v2 = scopeOf(of, live, window);
  const asked: Asked = { v2, v1: stores.map((ask) => ({ ...v2, ask })) };
  const listed = await listSteps(asked, window);
  const held = new Map(listed.flatMap(({ v1 }) => [...v1]));
  if (held.size === 0) return unknown('the ingester has no data for that time to compare with');
  const { types, leftOut } = typesOf([...held.values()]);
  const steps = await readSteps(asked, window, listed, types);
  const newest = window.end - CLOSE;
  const unlisted = steps.flatMap(({ start, end, v1, v2: found }) =>
    [...v1]
      .filter(([key, { profileType }]) => types.includes(profileType) && !found.has(key))
      .map(([, series]): Missing => ({ start, end, ...series })),
  );
  const gaps = joined<Missing>(unlisted, joinBefore(newest)).toSorted(longestFirst);
  const missing =
    gaps.length === 0 ? [] : await stillMissing(live, asked, gaps.slice(0, LOOKED_INTO), newest);
  const sure = await askAll(missing, (one) => isSurelyInV1(asked, one));
  const lost = missing.filter((_, index) => sure[index]);
  if (lost.length > 0) return wrong(missingText(lost));
  const covered = { start: steps[0]?.start ?? window.start, end: window.end };
  const unproven = [leftOutText(leftOut), await unprovenText(of, live, window)].filter(
    (one) => one !== undefined,
  );
  const services = new Set([...held.values()].map(({ service }) => service));
  return (
    unprovenSteps(steps, missing) ?? {
      ...fine(
        `v2 answers for ${counted(services.size, 'service')} of v1 in every step ${windowText(covered)}; ${taken.seen} (in one process totals by query cannot be told apart)`,
      ),
      ...(unproven.length > 0 && { unproven: unproven.join('; ') }),
    }
  );
}
