/** ok; failed: seen to be wrong; waiting: not yet, may come by itself; unknown: could not be asked; skipped: not for this phase. */
export type CheckStatus = 'ok' | 'failed' | 'waiting' | 'unknown' | 'skipped';

/** What one check of a phase saw on the live system. */
export interface CheckResult {
  /** Kebab-case, such as `raft-leader`. */
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly seen: string;
  readonly expected: string;
  readonly why: string;
  /** What a person could run to see the same. */
  readonly command: string;
}
