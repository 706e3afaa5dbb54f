import { type Known, type Route, sure } from '../../../pack.ts';
import { utcTime } from '../../../times.ts';
import { PHASE_FACTS, type PyroscopePhase, type PyroscopeStore, phaseOfWritePath } from '../facts/phases.ts';
import { asWeight } from '../facts/settings.ts';
import { splitOf } from '../query-backend-from.ts';
import type { PyroscopeState } from '../read/facts.ts';
import { dualWrites } from '../read/weights.ts';

const only = (store: PyroscopeStore): readonly Route[] => [{ store, share: 1 }];

/** The one store that gets everything in a phase; undefined if both are on. */
function loneStore(phase: PyroscopePhase): PyroscopeStore | undefined {
  const [store, other] = PHASE_FACTS[phase].writes;
  return other === undefined ? store : undefined;
}

/**
 * Where profiles are written to; one random draw decides both routes of dual (audit A5). Where extraArgs name one path,
 * the server takes it, and the other store gets nothing.
 */
function writes(state: PyroscopeState, phase: PyroscopePhase): readonly Route[] {
  const [common] = dualWrites(state);
  const path = phaseOfWritePath(sure(common?.path));
  const store = loneStore(path ?? phase);
  if (store !== undefined) return only(store);
  if (!common || path !== 'dual') return [];
  const share = (weight: Known<string>): number => asWeight(sure(weight)) ?? 1;
  return [
    { store: 'v1', share: share(common.ingester) },
    { store: 'v2', share: share(common.segmentWriter) },
  ];
}

/** Which store answers queries, and from when on. */
function reads(state: PyroscopeState, phase: PyroscopePhase): readonly Route[] {
  const store = loneStore(phase);
  if (store !== undefined) return only(store);
  const from = sure(splitOf(state)) || 'auto';
  if (from === 'never') return only('v1');
  if (from === '0') return only('v2');
  const split = from === 'auto' ? 'the first compacted v2 block of each tenant' : utcTime(from);
  return [
    { store: 'v1', share: 1, note: `before ${split}` },
    { store: 'v2', share: 1, note: `from ${split}` },
  ];
}

/** Where profiles go to, and where answers come from; nowhere where both storage layers are off. */
export function routes(state: PyroscopeState) {
  const phase = sure(state.phase);
  return phase === undefined
    ? { writes: [], reads: [] }
    : { writes: writes(state, phase), reads: reads(state, phase) };
}
