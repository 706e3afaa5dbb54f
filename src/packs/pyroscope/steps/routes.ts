import { both, counted, percent } from '../../../english.ts';
import { type Known, type Route, sure } from '../../../pack.ts';
import { utcTime } from '../../../times.ts';
import { PHASE_FACTS, type PyroscopePhase, type PyroscopeStore, phaseOfWritePath } from '../facts/phases.ts';
import { asWeight } from '../facts/settings.ts';
import { splitOf } from '../query-backend-from.ts';
import type { PyroscopeState } from '../read/facts.ts';
import { type DualWrites, dualWrites, type Shares, sharesOf, sharesOfOne } from '../read/weights.ts';

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
  const [common, ...others] = dualWrites(state);
  const path = phaseOfWritePath(sure(common?.path));
  const store = loneStore(path ?? phase);
  if (store !== undefined && others.length === 0) return only(store);
  if (!common || path === undefined) return store === undefined ? [] : only(store);
  const share = (weight: Known<string>): number => asWeight(sure(weight)) ?? 1;
  const { ingester, segmentWriter } =
    path === 'dual'
      ? { ingester: share(common.ingester), segmentWriter: share(common.segmentWriter) }
      : sharesOfOne(path);
  return [
    { store: 'v1', share: ingester, ...besides(others, 'ingester', ingester) },
    { store: 'v2', share: segmentWriter, ...besides(others, 'segmentWriter', segmentWriter) },
  ];
}

/** A note has room for this many tenants. */
const NAMED = 3;

/** Tenants of whose profiles a store gets another share than of all (audit A18). */
function besides(tenants: readonly DualWrites[], weight: keyof Shares, common: number): Pick<Route, 'note'> {
  const differing = tenants.flatMap((writes) => {
    const share = sharesOf(writes)?.[weight];
    return share === undefined || share === common ? [] : [`tenant ${writes.tenant} ${percent(share)}`];
  });
  const rest = differing.length - NAMED;
  const shown = [...differing.slice(0, NAMED), ...(rest > 0 ? [counted(rest, 'other tenant')] : [])];
  return shown.length === 0 ? {} : { note: `but ${both(shown)}` };
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
