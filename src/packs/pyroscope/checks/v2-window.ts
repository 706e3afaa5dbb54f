import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import type { CheckContext } from './check.ts';
import { type Reading, readWindow } from './v2-reading.ts';

/** Milliseconds since 1970. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** The first v2 data may carry a time a little after the start of the server. */
const FIRST_STEPS = [0, 15_000, 60_000];
/** Other people's queries raise v1's counter too, so one try is not enough. */
const SHARES = [1 / 2, 3 / 4, 7 / 8];

function startsOf({ start, end }: Window): number[] {
  const steps = [...FIRST_STEPS, ...SHARES.map((share) => (end - start) * share)];
  return steps.sort((a, b) => a - b).flatMap((step) => (start + step < end ? [start + step] : []));
}

/**
 * The longest of the windows tried, all with the same end, that v2 answered alone: dual splits a query at the time
 * from which v2 has data, and asks v1 for what was before.
 * @returns undefined where v1 took part in every one of them
 */
export async function findV2Window(
  context: CheckContext,
  window: Window,
): AsyncResult<(Window & { readonly reading: Reading }) | undefined> {
  for (const start of startsOf(window)) {
    const reading = await readWindow(context, start, window.end);
    if (!reading.ok) return reading;
    const { by, series } = reading.value;
    if (by.v1 === 0 && by.v2 > 0 && series.length > 0)
      return ok({ start, end: window.end, reading: reading.value });
  }
  return ok(undefined);
}
