import type { PhaseSpan, TimeLine } from '../../../step/time-line.ts';
import type { Consequence } from '../../../step/transition.ts';
import { utcTime } from '../../../times.ts';
import { phaseOfOnly, phasesWith, type Store } from '../facts/phases.ts';

/** v1 → dual. */
export const bothAreWritten: Consequence = {
  id: 'both-are-written',
  text: () => 'from this upgrade on, both stores are written; only v1 has data from before',
};

/** v2 → dual. */
export const bothAreWrittenAgain: Consequence = {
  id: 'both-are-written-again',
  text: () =>
    'from this upgrade on, both stores are written again, and v1 data from before v2 ran alone is visible again',
};

/** dual → v2: the store that stays does not know what came in before it was first written. */
export const beforeDualUnreadable: Consequence = {
  id: 'before-dual-unreadable',
  text: (timeLine) => {
    const start = writtenSince('v2', timeLine);
    if (start === undefined)
      return 'profiles ingested before dual cannot be read in v2; queries for that time return 200 with empty results';
    return `profiles ingested before ${startInWords(start, timeLine)} cannot be read in v2; queries for that time return 200 with empty results`;
  },
};

/** What v2 got before it was off in between. */
export const earlierDualSeenAgain: Consequence = {
  id: 'earlier-dual-seen-again',
  text: (timeLine) => {
    const earlier = writtenIn('v2', timeLine).filter(({ until }) => until !== undefined);
    return earlier.length === 0
      ? undefined
      : `v2 also shows profiles it received ${inWords(earlier)}, if its metastore kept its volume since`;
  },
};

/** What the store that is switched off, or is not the one that answers, does not share with the other. */
const alone =
  (store: Store, other: Store) =>
  (timeLine: Parameters<Consequence['text']>[0]): string | undefined => {
    const periods = onlyIn(store, timeLine);
    return periods.length === 0
      ? undefined
      : `profiles ingested ${inWords(periods)} were written only to ${store}: ${other} does not show them`;
  };

export const v2AloneInvisibleToV1: Consequence = { id: 'v2-alone-invisible-to-v1', text: alone('v2', 'v1') };
export const v1AloneInvisibleToV2: Consequence = { id: 'v1-alone-invisible-to-v2', text: alone('v1', 'v2') };

/** dual → v1. */
export const v2Orphaned: Consequence = {
  id: 'v2-orphaned',
  text: (timeLine) => {
    const start = writtenSince('v2', timeLine);
    const since = start ? ` since ${startInWords(start, timeLine)}` : '';
    return `v2 data${since} is orphaned: it stays in storage, but nothing reads or deletes it`;
  },
};

/** A jump without dual. */
export const startsEmpty = (store: Store): Consequence => ({
  id: `${store}-starts-empty`,
  text: () =>
    `${store} has no data yet: queries for any time before this upgrade return 200 with empty results`,
});

/** The index of v2 keeps its own retention, which v1 did not have (audit A13). */
export const retentionOfV2: Consequence = {
  id: 'retention-of-v2',
  text: () =>
    'v2 uses limits.retention_period for retention (31 days by default), not the retention set for v1',
};

/** Claims of claim templates outlive their StatefulSet (audit, section 4). */
export const v1VolumesStay: Consequence = {
  id: 'v1-volumes-stay',
  text: () => 'no claim is deleted: the claims of removed pods stay, and are bound again if you go back',
};

/** A time in which something held; without `until` it goes on to the step that is judged. */
export interface Period {
  readonly since: string;
  readonly until?: string;
  /** False if a revision that failed, or is no longer kept, may have been otherwise. */
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
export const writtenIn = (store: Store, timeLine: TimeLine): readonly Period[] =>
  inPhases(timeLine, phasesWith(store));

/** When a store was on alone, so that the other one misses what came in. */
export const onlyIn = (store: Store, timeLine: TimeLine): readonly Period[] =>
  inPhases(timeLine, [phaseOfOnly(store)]);

/** A moment as values take it: whole seconds, never later than it was. */
export const moment = (time: string): string =>
  new Date(Date.parse(time)).toISOString().replace(/\.\d{3}Z$/, 'Z');

const words = ({ since, until, certain }: Period): string =>
  `from ${utcTime(since)} to ${until === undefined ? 'this upgrade' : utcTime(until)}${certain ? '' : ' (a revision in between is unclear)'}`;

/** Periods in a sentence: `from … to …, and from … to …`. */
export const inWords = (periods: readonly Period[]): string => periods.map(words).join(', and ');

/** The moment a store has been written to since without a break until now; undefined if it is not. */
export const writtenSince = (store: Store, timeLine: TimeLine): Period | undefined =>
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
