import { setTimeout as wait } from 'node:timers/promises';

/** Time as a run sees it. Tests have one of their own, so that they need not wait. */
export interface Clock {
  /** ms since some moment; it never goes back. */
  elapsed(): number;
  /** @throws AbortError */
  pause(ms: number, stopping: AbortSignal): Promise<void>;
}

export const CLOCK: Clock = {
  elapsed: () => performance.now(),
  pause: (ms, stopping) => wait(ms, undefined, { signal: stopping }),
};
