import type { Migration } from './migration.ts';
import type { BackfillOptions } from './options.ts';
import { lengthOf, type Range, without } from './ranges.ts';
import type { RunResult } from './report.ts';
import type { SavedState } from './state.ts';

/** How a run ends, and what is left to do. */
export type Ending = Pick<RunResult, 'outcome' | 'problem' | 'next'>;

const covers = (ranges: readonly Range[], { start, end }: SavedState): boolean =>
  lengthOf(without([start, end], ranges)) === 0;

/** Whether all of it was read back and found equal. */
export const verifiedOnce = (state: SavedState): boolean => covers(state.verified, state);

/** The comparisons that a run ends with. */
export async function prove(
  migration: Migration,
  { mode, waits }: Pick<BackfillOptions, 'mode' | 'waits'>,
): Promise<Ending> {
  const { readBack, product } = migration.parts;
  if (readBack === undefined)
    return {
      outcome: 'copied, not verifiable',
      next: 'compare counts on both sides by a query, or pass --unverified if that is known',
    };
  if (mode === 'verify-only') {
    migration.forgetProofs();
    await migration.verify();
  } else if (!product.losesOnCompaction) {
    if (!verifiedOnce(migration.state)) await migration.verify();
    if (verifiedOnce(migration.state)) return { outcome: 'verified' };
  } else if (waits) await verifyForGood(migration);
  if (covers(migration.state.settled, migration.state)) return { outcome: 'verified' };
  return verifiedOnce(migration.state) ? ONCE : UNEQUAL;
}

/** How often a destination may lose what was sent again, before the run leaves it at that. */
const MOST_ROUNDS = 5;

async function verifyForGood(migration: Migration): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await migration.waitUntilSettled();
    if (!(await migration.verify())) return;
  }
}

const ONCE: Ending = {
  outcome: 'copied, verified once',
  next: 'pass --verify-only once the destination has compacted, or after --settle has passed',
};

const UNEQUAL: Ending = {
  outcome: 'copied, unequal',
  next: 'look at the ranges above; what is held with another value stays as it is',
};
