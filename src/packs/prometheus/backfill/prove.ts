import { durationText } from '../../../times.ts';
import { type Ending, NOTHING, ONCE, UNEQUAL, UNSEEN } from './endings.ts';
import type { Migration } from './migration.ts';
import type { BackfillOptions } from './options.ts';

type ProofOptions = Pick<BackfillOptions, 'mode' | 'waits' | 'allowEmpty'>;

/** The comparisons that a run ends with; none is called equal that this run has not made. */
export async function prove(migration: Migration, options: ProofOptions): Promise<Ending> {
  const { readBack } = migration.parts;
  if (readBack === undefined)
    return {
      outcome: 'copied, not verifiable',
      next: 'compare counts on both sides by a query, or pass --unverified if that is known',
    };
  if (options.mode === 'verify-only') await migration.verify('everything', options.allowEmpty);
  else await proveCopied(migration, options);
  if (migration.hasFoundNothing && !options.allowEmpty) return NOTHING;
  const unequal = [...migration.comparisons.first, ...migration.comparisons.second].some(
    (one) => one.unequal > 0,
  );
  if (migration.left > 0)
    return {
      outcome: unequal && migration.hasCopied ? 'copied, unequal' : 'copied in part',
      next: `run it without --verify-only, to copy ${migration.hasCopied ? `the other ${durationText(migration.left)}` : 'what is missing'}`,
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
