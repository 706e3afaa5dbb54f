import { fine, notYet, unknown, wrong } from '../../../checks/check.ts';
import { noPod } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import { atMost } from '../../../live/at-most.ts';
import type { Live, Observation } from '../../../pack.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { askersFor } from './asking.ts';
import { type ProfileSeries, type QueryScope, querySeries, queryTotal, queryTotals } from './server.ts';
import { scopeOf, type Window } from './v2-answers.ts';
import { queriesOf, type V2Window, windowText } from './v2-window.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
/** A write to v2 may still be under way: a segment is flushed each 0.5 s, and a write may take 5 s. */
export const UNDER_WAY = 6000;
/** So many steps are asked for once more, by the name of their service. */
const CONFIRMED = 200;
/** So many profile types, each with all of its services. */
const TYPES = 8;
/** Queries that a server answers side by side. */
const AT_ONCE = 4;

/** A profile on the border of the window may be in the one and not in the other. */
const TOLERANCE = 0.01;

export const hasLess = (v1: number, v2: number): boolean => v2 < v1 * (1 - TOLERANCE);

/** A window of whole steps; what does not fill one is left out at the start. */
interface Steps extends Window {
  readonly stepMs: number;
}

/** A window as queries, each of whole steps. @param longest milliseconds of a step, most of which are as long */
export function stepsOf(window: Window, longest: number): readonly Steps[] {
  return queriesOf(window).map(({ start, end }) => {
    const count = Math.max(1, Math.ceil((end - start) / longest));
    const stepMs = Math.max(1, Math.floor((end - start) / count / SECOND)) * SECOND;
    const last = Math.floor(end);
    return { start: last - count * stepMs, end: last, stepMs };
  });
}

/**
 * The profile types to compare: those that most services have (CPU first among equals), and whatever it takes so that each
 * service is compared by one of its types at least.
 */
export function typesOf(series: readonly ProfileSeries[]): {
  readonly types: readonly string[];
  readonly leftOut: readonly string[];
} {
  const services = new Map<string, Set<string>>();
  for (const { service, profileType } of series)
    services.set(profileType, (services.get(profileType) ?? new Set()).add(service));
  const isCpu = (type: string): number => (type.startsWith('process_cpu:') ? 1 : 0);
  const all = [...services].sort(
    ([a, m], [b, n]) => n.size - m.size || isCpu(b) - isCpu(a) || (a < b ? -1 : 1),
  );
  const covered = new Set<string>();
  const types: string[] = [];
  for (const [type, names] of all) {
    const isNeeded = types.length < TYPES || [...names].some((name) => !covered.has(name));
    if (!isNeeded) continue;
    types.push(type);
    for (const name of names) covered.add(name);
  }
  return { types, leftOut: all.map(([type]) => type).filter((type) => !types.includes(type)) };
}

/** What was left out of a comparison, in words. */
export const leftOutText = (leftOut: readonly string[]): string | undefined =>
  leftOut.length === 0 ? undefined : `profile types not compared: ${leftOut.map(shortType).join(', ')}`;

/** `process_cpu:cpu` */
export const shortType = (profileType: string): string => profileType.split(':', 2).join(':');

/** Asks several questions, a few of them side by side. */
export function askAll<A, B>(items: readonly A[], ask: (item: A) => Promise<B>): Promise<readonly B[]> {
  const inTurn = atMost(AT_ONCE);
  return Promise.all(items.map((item) => inTurn(() => ask(item))));
}

/** A step in which v2 has less of a series. */
interface Gap extends Window, ProfileSeries {
  readonly v1: number;
  readonly v2: number;
}

interface Compared {
  readonly gaps: readonly Gap[];
  /** Series with data in v1. */
  readonly series: ReadonlySet<string>;
}

type Sides = Readonly<Record<'v1' | 'v2', QueryScope>>;

const at = ({ v1, v2 }: Sides, { start, end }: Window): Sides => ({
  v1: { ...v1, start, end },
  v2: { ...v2, start, end },
});

/** The totals of all services of a type, step by step. */
async function compareType(sides: Sides, steps: Steps, profileType: string): Promise<Compared> {
  const { v1, v2 } = at(sides, steps);
  const [old, now] = await Promise.all([
    queryTotals(v1, profileType, steps.stepMs),
    queryTotals(v2, profileType, steps.stepMs),
  ]);
  const gaps: Gap[] = [];
  const series = new Set<string>();
  for (const [service, totals] of old) {
    if (totals.some((value) => value > 0)) series.add(`${service} ${profileType}`);
    for (const [index, value] of totals.entries()) {
      const held = now.get(service)?.[index] ?? 0;
      const start = steps.start + index * steps.stepMs;
      if (hasLess(value, held))
        gaps.push({ start, end: start + steps.stepMs, service, profileType, v1: value, v2: held });
    }
  }
  return { gaps, series };
}

/** v2 finds what is not compacted by a service's name alone (1.21.0), so a gap is asked for once more, by its name. */
async function isGap(sides: Sides, gap: Gap): Promise<Gap | undefined> {
  const { v1, v2 } = at(sides, gap);
  const [old, now] = await Promise.all([queryTotal(v1, gap), queryTotal(v2, gap)]);
  return hasLess(old, now) ? { ...gap, v1: old, v2: now } : undefined;
}

async function confirmed(sides: Sides, gaps: readonly Gap[]): Promise<readonly Gap[]> {
  const still = await askAll(gaps, (gap) => isGap(sides, gap));
  return still.filter((gap) => gap !== undefined);
}

/** Steps that follow each other are one gap. */
export function joined<T extends Window>(
  gaps: readonly T[],
  join: (a: T, b: T) => T | undefined,
): readonly T[] {
  const whole: T[] = [];
  for (const gap of gaps) {
    const last = whole.findLastIndex((one) => join(one, gap) !== undefined);
    const before = whole[last];
    const both = before && join(before, gap);
    if (both) whole[last] = both;
    else whole.push(gap);
  }
  return whole;
}

/** Steps are whole seconds, so a few are left out between the windows of two queries. */
export const CLOSE = 60 * SECOND;

const joinGaps = (a: Gap, b: Gap): Gap | undefined =>
  a.service === b.service && a.profileType === b.profileType && Math.abs(b.start - a.end) <= CLOSE
    ? { ...a, end: b.end, v1: a.v1 + b.v1, v2: a.v2 + b.v2 }
    : undefined;

/** So many gaps are named. */
export const NAMED = 5;

function gapsText(gaps: readonly Gap[]): string {
  const whole = joined(gaps, joinGaps);
  const named = whole
    .slice(0, NAMED)
    .map(
      (gap) =>
        `${gap.service} (${shortType(gap.profileType)}): v1 ${gap.v1}, v2 ${gap.v2} ${windowText(gap)}`,
    );
  const more = whole.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** A querier that is a process of its own answers from v1 alone, so both can be asked the same question. */
export async function compareWithQuerier(
  of: PyroscopeCase,
  live: Live,
  window: V2Window,
): Promise<Observation> {
  const [querier] = askersFor(of, live, 'querier');
  if (querier === undefined) throw noPod(live, 'querier');
  const v2 = scopeOf(of, live, window);
  const sides: Sides = { v1: { ...v2, ask: querier }, v2 };
  const held = (await askAll(queriesOf(window), (part) => querySeries({ ...sides.v1, ...part }))).flat();
  if (held.length === 0) return unknown('v1 has no data for that time to compare with');
  const { types, leftOut } = typesOf(held);
  const questions = stepsOf(window, HOUR).flatMap((steps) => types.map((type) => ({ steps, type })));
  const compared = await askAll(questions, ({ steps, type }) => compareType(sides, steps, type));
  const gaps = compared.flatMap((one) => one.gaps).sort((a, b) => a.start - b.start);
  let less = await confirmed(sides, gaps.slice(0, CONFIRMED));
  if (less.length > 0) {
    await live.pause(UNDER_WAY);
    less = await confirmed(sides, less);
  }
  if (less.length > 0) return wrong(`v2 has less than v1: ${gapsText(less)}`);
  if (gaps.length > CONFIRMED)
    return notYet(
      `v2 lists less than v1 for ${counted(gaps.length, 'hour')} of its series: too many to ask for one by one`,
    );
  const series = new Set(compared.flatMap((one) => [...one.series]));
  if (series.size === 0)
    return unknown(
      `v1 lists ${counted(held.length, 'series', 'series')} ${windowText(window)} and gives no totals of them`,
    );
  const unproven = leftOutText(leftOut);
  return {
    ...fine(
      `the totals of ${counted(series.size, 'series', 'series')} agree hour by hour ${windowText(window)}`,
    ),
    ...(unproven !== undefined && { unproven }),
  };
}
