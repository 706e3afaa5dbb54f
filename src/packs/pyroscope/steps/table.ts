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
  costOfGoingBack: 'no phase changes, so nothing has to be taken back',
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
        'back in v1 nothing of v1 is missing; what v2 got meanwhile is orphaned, and a second dual has to name a fixed queryBackendFrom',
    },
    v2: {
      kind: 'refused',
      reversible: false,
      needs: {},
      consequences: [says.startsEmpty('v2'), says.v1AloneInvisibleToV2, says.retentionOfV2],
      refusals: [],
      costOfGoingBack: 'through dual what v1 holds is seen again; what came in meanwhile v1 never has',
    },
  },
  dual: {
    v1: {
      ...allowed,
      consequences: [says.v2Orphaned, says.v2AloneInvisibleToV1],
      costOfGoingBack:
        'a second dual starts v2 anew: v2 misses what comes in until then, and auto would hide it, so a fixed queryBackendFrom is needed; the 24h count from then',
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
        'back in dual all that v1 holds is seen again; what came in while v2 was on alone v1 never gets, so the way back to v1 stays broken for that time',
    },
  },
  v2: {
    v1: {
      kind: 'refused',
      reversible: false,
      needs: {},
      consequences: [says.v2AloneInvisibleToV1, says.v2Orphaned],
      refusals: [],
      costOfGoingBack: 'through dual what v2 holds is seen again; what came in meanwhile v2 never has',
    },
    dual: {
      ...allowed,
      consequences: [says.v2AloneInvisibleToV1, says.bothAreWrittenAgain],
      costOfGoingBack: 'on to v2 again after 24h or more in dual; nothing of v2 is missing',
    },
    v2: same,
  },
};
