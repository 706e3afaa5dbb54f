import { CLOCK, type Clock } from './clock.ts';
import { ReadFailure } from './read-range.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** A wait that grows with each attempt, and is never the same for two who wait. @returns ms */
export const backoff = (attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random());

export interface Patience {
  /** How long it is tried, in ms. */
  readonly retryFor: number;
  readonly stopping: AbortSignal;
  readonly onRetry?: (reason: string, waitMs: number) => void;
  readonly clock?: Clock;
}

/** Tries again what fails in passing. @throws the failure once the time is over, or at once where it will last */
export async function patiently<T>(
  attempt: () => Promise<T>,
  { retryFor, stopping, onRetry, clock = CLOCK }: Patience,
): Promise<T> {
  const until = clock.elapsed() + retryFor;
  for (let count = 0; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ReadFailure) || error.what !== 'again' || stopping.aborted) throw error;
      const wait = backoff(count);
      if (clock.elapsed() + wait > until) throw error;
      onRetry?.(error.message, wait);
      await clock.pause(wait, stopping);
    }
  }
}
