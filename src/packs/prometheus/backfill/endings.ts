import { NothingShown } from './compare.ts';
import { HistogramsDropped } from './copy-range.ts';
import type { Migration } from './migration.ts';
import { ExportRefused } from './read-back.ts';
import { ReadFailure } from './read-range.ts';
import type { RunResult } from './report.ts';
import { NotKept } from './state.ts';
import { TakenOver } from './state-lock.ts';
import { WriteFailure } from './write-sender.ts';

/** How a run ends, and what is left to do. */
export type Ending = Pick<RunResult, 'outcome' | 'problem' | 'next'>;

/** How a run ends that found no sample in the source. */
export const NOTHING: Ending = {
  outcome: 'nothing found',
  problem: 'the source has no sample of these series in the whole range',
  next: 'check the selector, the tenant and the range, or pass --allow-empty',
};

/** The comparison that proves is still to be made. */
export const ONCE: Ending = {
  outcome: 'copied, verified once',
  next: 'pass --verify-only once the destination has compacted, or after --settle has passed',
};

/** Something is missing, or held with another value. */
export const UNEQUAL: Ending = {
  outcome: 'copied, unequal',
  next: 'look at the ranges above; what is held with another value stays as it is',
};

/** The destination shows nothing of what it has acknowledged. */
export const UNSEEN: Ending = {
  outcome: 'copied, unequal',
  next: 'pass --verify-only once the destination shows what it has acknowledged (Mimir: with limits.query_ingesters_within: 0s, or after its store gateways have synced)',
};

const GO_ON = 'run the same command again; it goes on where it stopped';
/** How a run ends that was interrupted. */
export const INTERRUPTED = { problem: 'interrupted', next: GO_ON } as const;

/** How a run ends by an error. @throws what is no failure of a store, of a file or of the connection */
export function endedEarly(error: unknown, migration: Migration, stopping: AbortSignal): Ending {
  const isExpected =
    error instanceof WriteFailure ||
    error instanceof ReadFailure ||
    error instanceof HistogramsDropped ||
    error instanceof NotKept ||
    error instanceof TakenOver ||
    stopping.aborted;
  if (!isExpected) throw error;
  const isCopied = migration.left === 0;
  const goOn = isCopied ? 'run it again to compare once more' : GO_ON;
  const next = stopping.aborted ? goOn : nextAfter(error, goOn);
  return {
    outcome: isCopied && migration.isVerifiedOnce ? 'copied, verified once' : 'copied in part',
    problem: stopping.aborted ? 'interrupted' : (error as Error).message,
    next,
  };
}

function nextAfter(error: unknown, goOn: string): string {
  if (error instanceof NothingShown) return error.next;
  if (error instanceof TakenOver) return `wait until the other run has ended, then ${GO_ON}`;
  if (error instanceof NotKept) return `make it writable, then ${GO_ON}`;
  if (error instanceof ExportRefused && error.what === 'final')
    return `let the destination be read back (--check says how), then ${goOn}`;
  return goOn;
}
