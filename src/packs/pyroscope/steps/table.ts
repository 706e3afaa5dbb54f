import type { TransitionRule, TransitionTable } from '../../../step/transition.ts';
import type { Phase } from '../facts/phases.ts';
import * as says from './consequences.ts';

/** The guide's figure: at least 24 hours with both stores. */
const DAY = 24 * 3_600_000;

const same: TransitionRule = {
  kind: 'same',
  reversible: true,
  needs: {},
  consequences: [],
  refusals: [],
  costOfGoingBack: 'the phase does not change, so there is nothing to undo',
};

const allowed = {
  kind: 'allowed',
  reversible: true,
  needs: {},
  refusals: [],
} as const;

/** What the migration guide and servers 1.21.0 and 2.2.1, taken through the phases, say of every pair. */
export const TRANSITIONS: TransitionTable<Phase> = {
  v1: {
    v1: same,
    dual: {
      ...allowed,
      consequences: [says.bothAreWritten, says.v2AloneInvisibleToV1],
      costOfGoingBack:
        'back in v1, no v1 data is missing. Data in v2 is orphaned, and a second dual needs a fixed queryBackendFrom',
    },
    v2: {
      kind: 'refused',
      reversible: false,
      needs: {},
      consequences: [says.startsEmpty('v2'), says.v1AloneInvisibleToV2, says.retentionOfV2],
      refusals: [],
      costOfGoingBack:
        'going back through dual makes v1 data visible again, but data written in the meantime never reaches v1',
    },
  },
  dual: {
    v1: {
      ...allowed,
      consequences: [says.v2Orphaned, says.v2AloneInvisibleToV1],
      costOfGoingBack:
        'a second dual starts v2 again: v2 misses profiles ingested until then, and auto would hide them, so a fixed queryBackendFrom is needed. The 24h count from then',
    },
    dual: same,
    v2: {
      kind: 'needs-proof',
      reversible: false,
      needs: { minSoakMs: DAY, inPhase: 'dual', verified: true },
      consequences: [
        says.beforeDualUnreadable,
        says.earlierDualSeenAgain,
        says.v1VolumesStay,
        says.retentionOfV2,
      ],
      refusals: [],
      costOfGoingBack:
        'going back to dual makes v1 data visible again, but data written while only v2 ran never reaches v1 and stays missing there',
    },
  },
  v2: {
    v1: {
      kind: 'refused',
      reversible: false,
      needs: {},
      consequences: [says.v2AloneInvisibleToV1, says.v2Orphaned],
      refusals: [],
      costOfGoingBack:
        'going back through dual makes v2 data visible again, but data written in the meantime never reaches v2',
    },
    dual: {
      ...allowed,
      consequences: [says.v2AloneInvisibleToV1, says.bothAreWrittenAgain],
      costOfGoingBack: 'you can return to v2 after at least 24h in dual; no v2 data is missing',
    },
    v2: same,
  },
};
