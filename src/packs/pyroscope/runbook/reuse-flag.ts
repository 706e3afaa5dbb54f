import { NEWEST_CHART } from '../chart-values/versions.ts';
import { compareVersions, isBefore } from '../versions.ts';

/** Charts within which --reuse-values works: from the first to the last of a group (audit section 3). */
const REUSE_GROUPS: readonly (readonly [first: string, last: string])[] = [
  ['1.15.1', '1.18.1'],
  ['1.19.1', '1.20.3'],
  ['1.21.0', NEWEST_CHART],
];

export type ReuseFlag = '--reuse-values' | '--reset-then-reuse-values';

/**
 * How to keep the release's values: `--reuse-values` keeps the old chart's defaults as well and fails where the new
 * templates want keys those lack; `--reset-then-reuse-values` works everywhere and takes the new defaults under what
 * was written, so the toggles have to be written.
 */
export function reuseFlag(from: string, to: string): ReuseFlag {
  if (compareVersions(from, to) === 0) return '--reuse-values';
  const within = REUSE_GROUPS.some(([first, last]) => !isBefore(from, first) && !isBefore(last, to));
  return within ? '--reuse-values' : '--reset-then-reuse-values';
}
