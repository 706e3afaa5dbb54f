import type { PhaseRevision } from './time-line.ts';

/** What was once in force. Helm turns `deployed` into `superseded` or, on uninstall, into the last two. */
const COUNTED: ReadonlySet<string> = new Set(['deployed', 'superseded', 'uninstalling', 'uninstalled']);

export const isCounted = ({ status }: Pick<PhaseRevision, 'status'>): boolean => COUNTED.has(status);

/** Why a revision's status leaves open what was in force after it. */
export function doubtOfStatus({
  revision,
  status,
}: Pick<PhaseRevision, 'revision' | 'status'>): string | undefined {
  if (status === 'deployed' || status === 'superseded') return undefined;
  if (isCounted({ status }))
    return `revision ${revision} is ${status}, and the history does not say since when`;
  return `revision ${revision} is ${status}, and may have been applied in part`;
}

/** Why the moment of a revision cannot be trusted. @param clock milliseconds, the latest moment before it */
export function doubtOfTime(
  { revision, updated }: PhaseRevision,
  previous: PhaseRevision | undefined,
  clock: number,
): string | undefined {
  const at = Date.parse(updated);
  if (Number.isNaN(at)) return `revision ${revision} has no readable time`;
  if (previous === undefined || at >= clock) return undefined;
  return `revision ${revision} is dated before revision ${previous.revision}: the clocks of two machines disagree`;
}

/**
 * Revisions that are no longer kept. Helm drops the oldest but never the one deployed last, so after many failures
 * some are missing in the middle as well.
 */
export function missingBetween(
  previous: PhaseRevision | undefined,
  { revision }: PhaseRevision,
): string | undefined {
  const from = (previous?.revision ?? 0) + 1;
  if (from >= revision) return undefined;
  return from === revision - 1
    ? `revision ${from} is no longer in the history`
    : `revisions ${from} to ${revision - 1} are no longer in the history`;
}
