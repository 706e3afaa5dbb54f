import type { GateReason } from './gate-reason.ts';
import type { TransitionRefusal } from './transition.ts';

/** The refusals that stand: those about data yield where its loss was accepted. */
export function refusalReasons(
  refusals: readonly TransitionRefusal[],
  dataLossAccepted: boolean,
): readonly GateReason[] {
  return refusals
    .filter(({ acceptDataLoss }) => !(acceptDataLoss && dataLossAccepted))
    .map(({ what, why, remedy }) => ({ what: `${what}: ${why}`, remedy }));
}
