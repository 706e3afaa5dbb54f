import { durationText } from '../../times.ts';
import type { PlanSoak } from './plan-report.ts';

/** How much of the soak is done, from 0 to 1; short of 1 as long as time is missing. */
export function soakShare({ durationMs, neededMs }: PlanSoak): number {
  if (durationMs >= neededMs) return 1;
  return Math.max(0, durationMs) / neededMs;
}

/** In whole percent, cut off. */
export const soakPercent = (soak: PlanSoak): number => Math.floor(soakShare(soak) * 100);

/** `18 h 20 min of 24 h` */
export const soakText = ({ durationMs, neededMs }: PlanSoak): string =>
  `${durationText(durationMs)} of ${durationText(neededMs)}`;

export const NOT_PROVABLE = 'not provable: the release history does not reach back far enough';
