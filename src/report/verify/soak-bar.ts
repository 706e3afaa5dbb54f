import { durationText } from '../../times.ts';
import type { VerifiedSoak } from './verify-report.ts';

const WIDTH = 24;

/** How much of the soak is over, from 0 to 1. */
export const soakProgress = ({ durationMs, neededMs }: VerifiedSoak): number =>
  neededMs <= 0 ? 1 : Math.max(0, Math.min(1, durationMs / neededMs));

/** `[##########--------------] dual for 10 h of 24 h, over at 2026-11-22T06:00:00Z`. */
export function soakBar(soak: VerifiedSoak): string {
  const full = Math.floor(soakProgress(soak) * WIDTH);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}]`;
  const unproven = soak.isProvable ? '' : ', as far as the history shows';
  const end = soak.earliest === undefined ? '' : `, over at ${soak.earliest}`;
  const times = `${durationText(soak.durationMs)} of ${durationText(soak.neededMs)}`;
  return `${bar} ${soak.phase} for ${times}${unproven}${end}`;
}
