import { type Draft, withRevision } from './time-line-draft.ts';

/** One revision of a release, as its history tells it, and the phase that its stored manifest or values show. */
export interface PhaseRevision {
  readonly revision: number;
  /** RFC 3339. */
  readonly updated: string;
  /** Helm's word: deployed, superseded, failed, pending-upgrade, … */
  readonly status: string;
  readonly chart: string;
  /** Left out where it cannot be told. */
  readonly phase?: string;
  /** Why the phase was in force only in part, such as a weight below 1. */
  readonly partial?: string;
}

/** A time in one phase and in one piece. */
export interface PhaseSpan {
  /** undefined where the manifest of its revision does not show one. */
  readonly phase: string | undefined;
  /** RFC 3339, UTC. */
  readonly since: string;
  /** The start of the next span; undefined for the last one. */
  readonly until?: string;
  /** False where something may have been in force other than `phase`; `doubt` says why. */
  readonly certain: boolean;
  readonly doubt?: string;
  readonly partial?: string;
  /** The revision that began it. */
  readonly revision: number;
}

export interface TimeLine {
  /** Oldest first; each ends where the next begins. */
  readonly spans: readonly PhaseSpan[];
  /** False where older revisions are no longer kept: the oldest span began at its `since` or before. */
  readonly isStartKnown: boolean;
}

/**
 * The phases of a release over time. Revisions that failed or never ended change no phase, but leave it in doubt from
 * then on until the next one that was deployed; a rollback is a revision like any other.
 * @param history in any order; Helm keeps 10 revisions by default
 */
export function timeLineOf(history: readonly PhaseRevision[]): TimeLine {
  const ordered = [...history].sort((one, other) => one.revision - other.revision);
  const start: Draft = { spans: [], isStartKnown: true, clock: Number.NEGATIVE_INFINITY };
  const { spans, isStartKnown } = ordered.reduce(withRevision, start);
  return { spans, isStartKnown };
}
