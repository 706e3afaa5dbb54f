import { durationText } from '../../../times.ts';
import type { Migration } from './migration.ts';
import type { BackfillOptions } from './options.ts';
import type { RunResult } from './report.ts';

/** How a run ends, and what is left to do. */
export type Ending = Pick<RunResult, 'outcome' | 'problem' | 'next'>;

type ProofOptions = Pick<BackfillOptions, 'mode' | 'waits' | 'allowEmpty'>;

/** The comparisons that a run ends with; none is called equal that this run has not made. */
export async function prove(migration: Migration, options: ProofOptions): Promise<Ending> {
  const { readBack } = migration.parts;
  if (readBack === undefined)
    return {
      outcome: 'copied, not verifiable',
      next: 'compare counts on both sides by a query, or pass --unverified if that is known',
    };
  if (options.mode === 'verify-only') await migration.verify('everything');
  else await proveCopied(migration, options);
  if (migration.hasFoundNothing && !options.allowEmpty) return NOTHING;
  const unequal = [...migration.comparisons.first, ...migration.comparisons.second].some(
    (one) => one.unequal > 0,
  );
  if (migration.left > 0)
    return {
      outcome: unequal ? 'copied, unequal' : 'copied in part',
      next: `run it without --verify-only, to copy the other ${durationText(migration.left)}`,
    };
  if (migration.isProven) return { outcome: 'verified' };
  if (migration.isVerifiedOnce) return ONCE;
  const { first, second } = migration.comparisons;
  return (second.length > 0 ? second : first).some(({ isUnseen }) => isUnseen) ? UNSEEN : UNEQUAL;
}

async function proveCopied(migration: Migration, { waits }: ProofOptions): Promise<void> {
  const { losesOnCompaction } = migration.parts.product;
  if (migration.isProven) {
    if (migration.hasCompared || !(await migration.verify('everything'))) return;
  } else if (!losesOnCompaction || !waits) {
    if (!migration.isVerifiedOnce || !migration.hasCompared) await migration.verify('unproven');
  }
  if (losesOnCompaction && waits) await verifyForGood(migration);
}

/** How often a destination may lose what was sent again, before the run leaves it at that. */
const MOST_ROUNDS = 5;

async function verifyForGood(migration: Migration): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await migration.waitUntilSettled();
    if (!(await migration.verify('unproven'))) return;
  }
}

/** How a run ends that found no sample in the source. */
export const NOTHING: Ending = {
  outcome: 'nothing found',
  problem: 'the source has no sample of these series in the whole range',
  next: 'check the selector, the tenant and the range, or pass --allow-empty',
};

const ONCE: Ending = {
  outcome: 'copied, verified once',
  next: 'pass --verify-only once the destination has compacted, or after --settle has passed',
};

const UNEQUAL: Ending = {
  outcome: 'copied, unequal',
  next: 'look at the ranges above; what is held with another value stays as it is',
};

const UNSEEN: Ending = {
  outcome: 'copied, unequal',
  next: 'pass --verify-only once the destination shows what it has acknowledged (Mimir: with limits.query_ingesters_within: 0s, or after its store gateways have synced)',
};
