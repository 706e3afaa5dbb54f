import type { InstalledRelease } from '../../live/cluster.ts';
import { coalesceWithDefaults, mergeValues } from '../../values/merge.ts';
import type { MapNode } from '../../values/tree.ts';
import { writtenTree } from '../live/live-values.ts';
import type { PlanFlags } from './flags.ts';

type ReuseFlags = Pick<PlanFlags, 'reuseValues' | 'resetValues' | 'resetThenReuseValues'>;

/**
 * The values that `helm upgrade` would give the release. Without a flag Helm keeps what was written where nothing new
 * is given, and forgets it where anything is; --reuse-values keeps the old chart's defaults as well.
 * @param given what -f and --set say, merged; empty where they say nothing
 */
export function nextValues(installed: InstalledRelease, given: MapNode, flags: ReuseFlags): MapNode {
  const written = writtenTree(installed.userValues);
  const isGiven = given.entries.size > 0;
  if (flags.reuseValues) {
    const all = coalesceWithDefaults(written, writtenTree(installed.allValues), 4);
    return mergeValues([all, given]);
  }
  if (flags.resetThenReuseValues) return mergeValues([written, given]);
  return flags.resetValues || isGiven ? given : written;
}
