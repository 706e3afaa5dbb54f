import type { PhaseSpan, TimeLine } from '../../../step/time-line.ts';
import { utcTime } from '../../../times.ts';
import { type PyroscopeStore, phaseOfOnly, phasesWith } from '../facts/phases.ts';

/** A time in which something held; without `until` it goes on to the step that is judged. */
export interface Period {
  readonly since: string;
  readonly until?: string;
  /** False if a revision that failed or is no longer kept, or something done by hand, may have been otherwise. */
  readonly certain: boolean;
}

const joined = (periods: readonly Period[], { since, until, certain }: PhaseSpan): readonly Period[] => {
  const last = periods.at(-1);
  const end = until === undefined ? {} : { until };
  if (last?.until !== since) return [...periods, { since, ...end, certain }];
  return [...periods.slice(0, -1), { since: last.since, ...end, certain: last.certain && certain }];
};

const inPhases = ({ spans }: TimeLine, phases: readonly (string | undefined)[]): readonly Period[] =>
  spans.filter(({ phase }) => phases.includes(phase)).reduce(joined, [] as readonly Period[]);

/** When a store got what was pushed, in dual or alone. */
export const writtenIn = (store: PyroscopeStore, timeLine: TimeLine): readonly Period[] =>
  inPhases(timeLine, phasesWith(store));

/** When a store was on alone, so that the other one misses what came in. */
export const onlyIn = (store: PyroscopeStore, timeLine: TimeLine): readonly Period[] =>
  inPhases(timeLine, [phaseOfOnly(store)]);

/** A moment as values take it: whole seconds, never later than it was. */
export const moment = (time: string): string =>
  new Date(Date.parse(time)).toISOString().replace(/\.\d{3}Z$/, 'Z');

const words = ({ since, until, certain }: Period): string =>
  `from ${utcTime(since)} to ${until === undefined ? 'this upgrade' : utcTime(until)}${certain ? '' : ' (what ran in between is not certain)'}`;

/** Periods in a sentence: `from … to …, and from … to …`. */
export const inWords = (periods: readonly Period[]): string => periods.map(words).join(', and ');

/** The moment a store has been written to since without a break until now; undefined if it is not. */
export const writtenSince = (store: PyroscopeStore, timeLine: TimeLine): Period | undefined =>
  writtenIn(store, timeLine).find(({ until }) => until === undefined);

/** `since`, said as the limit it is where the history does not reach further back. */
export function startInWords({ since }: Period, { isStartKnown, spans }: TimeLine): string {
  const isOldest = spans[0]?.since === since;
  return isOldest && !isStartKnown
    ? `${utcTime(since)} (or earlier: the history goes back no further)`
    : utcTime(since);
}

/** Milliseconds; a period that goes on ends with the step that is judged. */
const endOf = ({ until }: Period, now: number): number => (until === undefined ? now : Date.parse(until));

const at = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** What of periods lies before a moment. One that goes on is cut there only if the moment comes before `now`. */
export const partBefore = (moment: number, periods: readonly Period[], now: number): readonly Period[] =>
  periods
    .filter(({ since }) => Date.parse(since) < moment)
    .map((one) => (endOf(one, now) > moment ? { ...one, until: at(moment) } : one));

/** What of periods lies at a moment and after it. */
export const partFrom = (moment: number, periods: readonly Period[], now: number): readonly Period[] =>
  periods
    .filter((one) => endOf(one, now) > moment)
    .map((one) => (Date.parse(one.since) < moment ? { ...one, since: at(moment) } : one));
