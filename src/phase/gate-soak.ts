import { earliestTime } from '../times.ts';
import { type GateReason, OR_OVERRIDE } from './gate-reason.ts';
import type { Soak } from './soak.ts';

/** What is missing of the time that a transition asks for. */
export function soakReasons({ isLongEnough, reason, earliestPass, since }: Soak): readonly GateReason[] {
  if (isLongEnough) return [];
  if (earliestPass !== undefined) {
    return [
      { what: `too early: ${reason}`, remedy: `wait until ${earliestTime(earliestPass)}, ${OR_OVERRIDE}` },
    ];
  }
  const remedy =
    since === undefined
      ? 'take the step to the phase before first'
      : `upgrade once more within the phase, from when on the time counts again, ${OR_OVERRIDE}`;
  return [{ what: `the soak cannot be proven: ${reason}`, remedy }];
}
