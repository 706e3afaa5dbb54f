import type { Soak } from '../step/soak.ts';
import { durationText, earliestText, utcTime } from '../times.ts';
import type { Progress } from './blocks.ts';

/** How long a release has been in a phase, of the time that is asked for. */
export interface SoakFigures {
  readonly phase: string;
  /** RFC 3339; undefined if the history does not show it. */
  readonly since?: string;
  readonly durationMs: number;
  readonly neededMs: number;
  /** Whether the history reaches back far enough. */
  readonly isProvable: boolean;
  /** RFC 3339: when the soak alone would be enough. */
  readonly earliest?: string;
  /** What takes time away from it. */
  readonly doubt?: string;
}

/** What the judging of a soak found, for a report. */
export const soakFigures = (
  phase: string,
  neededMs: number,
  { since, durationMs, isProvable, earliestPass, doubt }: Soak,
): SoakFigures => ({
  phase,
  durationMs,
  neededMs,
  isProvable,
  ...(since !== undefined && { since }),
  ...(earliestPass !== undefined && { earliest: earliestPass }),
  ...(doubt !== undefined && { doubt }),
});

/** How much of the soak is over, from 0 to 1; short of 1 as long as time is missing. */
export const soakShare = ({ durationMs, neededMs }: SoakFigures): number =>
  durationMs >= neededMs ? 1 : Math.max(0, durationMs) / neededMs;

const NOT_FAR_ENOUGH = 'the release history does not go back far enough';

/** `18 h 20 min of 24 h` */
export const soakText = ({ durationMs, neededMs }: SoakFigures): string =>
  `${durationText(durationMs)} of ${durationText(neededMs)}`;

/** The soak as a bar, with its figures and when it is over. @param now RFC 3339 */
export function soakProgress(soak: SoakFigures, now: string): Progress {
  const { phase, since, durationMs, isProvable, earliest, doubt } = soak;
  const seen = isProvable || durationMs <= 0 ? [] : [`at least ${soakText(soak)}`];
  return {
    kind: 'progress',
    title: `soak in ${phase}`,
    share: soakShare(soak),
    text: soakText(soak),
    notes: [
      ...seen,
      ...(since === undefined ? [] : [`since ${utcTime(since)}`]),
      ...(doubt === undefined || !isProvable ? [] : [doubt]),
      ...(earliest === undefined ? [] : [`done ${earliestText(earliest, now)}`]),
    ],
    ...(!isProvable && { problem: `cannot be proven: ${doubt ?? NOT_FAR_ENOUGH}` }),
  };
}
