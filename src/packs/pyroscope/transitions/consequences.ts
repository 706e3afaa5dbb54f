import type { Consequence } from '../../../step/transition.ts';
import { inWords, onlyIn, startInWords, writtenIn, writtenSince } from './stored-periods.ts';

/** v1 → dual. */
export const bothAreWritten: Consequence = {
  id: 'both-are-written',
  text: () => 'from this upgrade on both stores are written; v1 alone holds the time before',
};

/** v2 → dual. */
export const bothAreWrittenAgain: Consequence = {
  id: 'both-are-written-again',
  text: () =>
    'from this upgrade on both stores are written again, and what v1 held before v2 was on alone is seen again',
};

/** dual → v2: the store that stays does not know what came in before it was first written. */
export const beforeDualUnreadable: Consequence = {
  id: 'before-dual-unreadable',
  text: (timeLine) => {
    const start = writtenSince('v2', timeLine);
    if (start === undefined)
      return 'what came in before dual is not readable in v2; queries for it answer 200 with nothing';
    return `what came in before ${startInWords(start, timeLine)} is not readable in v2; queries for it answer 200 with nothing`;
  },
};

/** What v2 got before it was off in between. */
export const earlierDualSeenAgain: Consequence = {
  id: 'earlier-dual-seen-again',
  text: (timeLine) => {
    const earlier = writtenIn('v2', timeLine).filter(({ until }) => until !== undefined);
    return earlier.length === 0
      ? undefined
      : `of the time before, v2 shows what it got ${inWords(earlier)}, if its metastore kept its volume since`;
  },
};

/** What the store that is switched off, or is not the one that answers, does not share with the other. */
const alone =
  (store: 'v1' | 'v2', other: 'v1' | 'v2') =>
  (timeLine: Parameters<Consequence['text']>[0]): string | undefined => {
    const periods = onlyIn(store, timeLine);
    return periods.length === 0
      ? undefined
      : `what came in ${inWords(periods)} was written to ${store} alone: ${other} does not show it`;
  };

export const v2AloneInvisibleToV1: Consequence = { id: 'v2-alone-invisible-to-v1', text: alone('v2', 'v1') };
export const v1AloneInvisibleToV2: Consequence = { id: 'v1-alone-invisible-to-v2', text: alone('v1', 'v2') };

/** dual → v1. */
export const v2Orphaned: Consequence = {
  id: 'v2-orphaned',
  text: (timeLine) => {
    const start = writtenSince('v2', timeLine);
    const since = start ? ` since ${startInWords(start, timeLine)}` : '';
    return `what v2 holds${since} is orphaned: it stays in the storage, nothing reads it, and nothing deletes it`;
  },
};

/** A jump without dual. */
export const startsEmpty = (store: 'v1' | 'v2'): Consequence => ({
  id: `${store}-starts-empty`,
  text: () =>
    `${store} was not written until now: a query for any time before this upgrade answers 200 with nothing`,
});

/** The index of v2 keeps its own retention, which v1 did not have (audit A13). */
export const retentionOfV2: Consequence = {
  id: 'retention-of-v2',
  text: () =>
    'v2 takes its retention from limits.retention_period, 31 days by default, and not from the retention set for v1',
};

/** Claims of claim templates outlive their StatefulSet (audit, section 4). */
export const v1VolumesStay: Consequence = {
  id: 'v1-volumes-stay',
  text: () =>
    'no claim is deleted: those of the pods that go stay behind, and are bound again on the way back',
};
