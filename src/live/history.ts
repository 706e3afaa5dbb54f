import { err, ok, type Result } from '../result.ts';
import type { Revision } from './cluster.ts';
import { field, numberOf, textOf, unexpectedAnswer } from './json.ts';
import type { LiveProblem } from './problems.ts';

/**
 * Reads `helm history -o json`, whose newest revision is the last. A revision without a time has `updated: ""`:
 * Helm 3.21 prints an empty string there, Helm 4.2 leaves the key out.
 */
export function readHistory(
  json: unknown,
  question: string,
): Result<readonly [Revision, ...Revision[]], LiveProblem> {
  const revisions = Array.isArray(json) ? json.map(readRevision) : [];
  const [first, ...rest] = revisions.toSorted((a, b) => a.revision - b.revision);
  if (first === undefined || first.revision < 1) {
    return err(unexpectedAnswer(question, 'printed no list of revisions'));
  }
  return ok([first, ...rest]);
}

const readRevision = (json: unknown): Revision => ({
  revision: numberOf(field(json, 'revision')),
  updated: textOf(field(json, 'updated')),
  status: textOf(field(json, 'status')),
  chart: textOf(field(json, 'chart')),
  description: textOf(field(json, 'description')),
});

/** Revisions that lie in the future by the clock of this machine. */
interface ClockSkew {
  readonly revision: number;
  /** Milliseconds by which the revision is ahead. */
  readonly ahead: number;
  readonly what: string;
  readonly remedy: string;
}

const TOLERATED = 2 * 60_000;

/**
 * Tells when a revision was written more than 2 minutes in the future: no time since then can be trusted. Helm writes
 * the clock of the machine it runs on, so that this compares two machines, neither of which need be the cluster.
 */
export function clusterSkew(history: readonly Revision[], now: Date): ClockSkew | undefined {
  const furthest = history
    .map(({ revision, updated }) => ({ revision, updated, ahead: Date.parse(updated) - now.getTime() }))
    .filter(({ ahead }) => ahead > TOLERATED)
    .toSorted((a, b) => b.ahead - a.ahead)[0];
  if (furthest === undefined) return undefined;
  const { revision, updated, ahead } = furthest;
  return {
    revision,
    ahead,
    what: `Revision ${revision} is dated ${updated}, ${Math.round(ahead / 60_000)} min in the future by the local clock (${now.toISOString()}).`,
    remedy:
      'Correct the clock of this machine, or of the one that ran helm. Until then the time in a phase is unknown.',
  };
}
