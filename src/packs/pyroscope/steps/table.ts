import type { StepKind, Transition } from '../../../pack.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import { type PyroscopePhase, type PyroscopeStore, skipsDual } from '../facts/phases.ts';
import { inWords, onlyIn, startInWords, writtenIn, writtenSince } from './periods.ts';

/** What a pair of phases does to data; undefined where it does not apply. */
type Consequence = string | ((history: TimeLine) => string | undefined);

interface Pair extends Omit<Transition, 'consequences'> {
  readonly consequences: readonly Consequence[];
}

/** The guide's figure: at least 24 hours with both stores. */
const DAY = 24 * 3_600_000;

/** dual → v2: the store that stays does not know what came in before it was first written. */
function beforeDualUnreadable(history: TimeLine): string {
  const start = writtenSince('v2', history);
  const before = start === undefined ? 'dual' : startInWords(start, history);
  return `profiles ingested before ${before} cannot be read in v2; queries for that time return 200 with empty results`;
}

/** What v2 got before it was off in between. */
function earlierDualSeenAgain(history: TimeLine): string | undefined {
  const earlier = writtenIn('v2', history).filter(({ until }) => until !== undefined);
  return earlier.length === 0
    ? undefined
    : `v2 also shows profiles it received ${inWords(earlier)}, if its metastore kept its volume since`;
}

/** What the store that is switched off, or is not the one that answers, does not share with the other. */
const alone =
  (store: PyroscopeStore, other: PyroscopeStore) =>
  (history: TimeLine): string | undefined => {
    const periods = onlyIn(store, history);
    return periods.length === 0
      ? undefined
      : `profiles ingested ${inWords(periods)} were written only to ${store}: ${other} does not show them`;
  };

const v2AloneInvisibleToV1 = alone('v2', 'v1');
const v1AloneInvisibleToV2 = alone('v1', 'v2');

/** dual → v1. */
function v2Orphaned(history: TimeLine): string {
  const start = writtenSince('v2', history);
  const since = start ? ` since ${startInWords(start, history)}` : '';
  return `v2 data${since} is orphaned: it stays in storage, but nothing reads or deletes it`;
}

/** The index of v2 keeps its own retention, which v1 did not have (audit A13). */
const RETENTION =
  'v2 uses limits.retention_period for retention (31 days by default), not the retention set for v1';

/** Claims of claim templates outlive their StatefulSet (audit, section 4). */
const CLAIMS_STAY =
  'no claim is deleted: the claims of removed pods stay, and are bound again if you go back';

const same: Pair = {
  consequences: [],
  back: 'the phase does not change, so there is nothing to undo',
};

/** What the migration guide and servers 1.21.0 and 2.2.1, taken through the phases, say of every pair. */
export const TRANSITIONS: Readonly<Record<PyroscopePhase, Readonly<Record<PyroscopePhase, Pair>>>> = {
  v1: {
    v1: same,
    dual: {
      consequences: [
        'from this upgrade on, both stores are written; only v1 has data from before',
        v2AloneInvisibleToV1,
      ],
      back: 'back in v1, no v1 data is missing. Data in v2 is orphaned, and a second dual needs a fixed queryBackendFrom',
    },
    v2: {
      isReversible: false,
      consequences: [
        'v2 has no data yet: queries for any time before this upgrade return 200 with empty results',
        v1AloneInvisibleToV2,
        RETENTION,
      ],
      back: 'going back through dual makes v1 data visible again, but data written in the meantime never reaches v1',
    },
  },
  dual: {
    v1: {
      consequences: [v2Orphaned, v2AloneInvisibleToV1],
      back: 'a second dual starts v2 again: v2 misses profiles ingested until then, and auto would hide them, so a fixed queryBackendFrom is needed. The 24h count from then',
    },
    dual: same,
    v2: {
      isReversible: false,
      soakMs: DAY,
      verified: true,
      consequences: [beforeDualUnreadable, earlierDualSeenAgain, CLAIMS_STAY, RETENTION],
      back: 'going back to dual makes v1 data visible again, but data written while only v2 ran never reaches v1 and stays missing there',
    },
  },
  v2: {
    v1: {
      isReversible: false,
      consequences: [v2AloneInvisibleToV1, v2Orphaned],
      back: 'going back through dual makes v2 data visible again, but data written in the meantime never reaches v2',
    },
    dual: {
      consequences: [
        v2AloneInvisibleToV1,
        'from this upgrade on, both stores are written again, and v1 data from before v2 ran alone is visible again',
      ],
      back: 'you can return to v2 after at least 24h in dual; no v2 data is missing',
    },
    v2: same,
  },
};

/** How the API server holds a step. */
export function stepKind(from: PyroscopePhase, to: PyroscopePhase): StepKind {
  if (skipsDual(from, to)) return 'never';
  return TRANSITIONS[from][to].verified ? 'proof' : 'free';
}
