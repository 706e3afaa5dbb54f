import type { Live } from '../../../pack.ts';
import { dualStart, RELOAD_WITHIN } from '../read/dual-start.ts';
import type { PrometheusCase } from '../read/facts.ts';
import { leftOutOf, provenStretch } from './backfill-state.ts';
import { recordOfMove } from './this-move.ts';

/** The stretch of time in which no sample may have been lost. */
export interface Window {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** How much later the queue may begin: an upgrade's configuration is loaded some time after it. */
  readonly grace: number;
}

/**
 * From where on the counters have to prove what the new store has: the backfill proves everything before its end, so that a
 * hole in dual is closed by another backfill across it. Without one, or where it left something out, all of dual.
 * @param hasHistograms whether the old store gets native histograms, which a backfill can leave out
 */
export async function windowOf(
  of: PrometheusCase,
  live: Live,
  { hasHistograms = false }: { readonly hasHistograms?: boolean } = {},
): Promise<Window> {
  const to = live.now();
  const since = dualStart(of, live);
  const record = await recordOfMove(of, live);
  const { series = false, histograms = false } = record ? leftOutOf(record) : {};
  const isWhole = !series && !(histograms && hasHistograms);
  const proven = record && isWhole ? provenStretch(record)?.[1] : undefined;
  if (proven !== undefined && proven < to && (since === undefined || proven > since))
    return { from: proven, to, grace: 0 };
  return since === undefined
    ? { from: to - live.sinceMs, to, grace: 0 }
    : { from: since, to, grace: RELOAD_WITHIN };
}
