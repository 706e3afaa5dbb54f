import type { PhaseRevision, PhaseSpan } from './time-line.ts';
import { doubtOfStatus, doubtOfTime, isCounted, missingBetween } from './time-line-doubts.ts';

/** A time line while revisions are laid on it, one by one. */
export interface Draft {
  readonly spans: readonly PhaseSpan[];
  readonly isStartKnown: boolean;
  readonly previous?: PhaseRevision;
  /** Milliseconds: the latest moment so far. Clocks of different machines may disagree, spans do not. */
  readonly clock: number;
}

const rfc3339 = (milliseconds: number): string => new Date(milliseconds).toISOString();

function open(draft: Draft, span: Omit<PhaseSpan, 'since'>, at: number): Draft {
  const since = rfc3339(at);
  const last = draft.spans.at(-1);
  const closed = last ? [...draft.spans.slice(0, -1), { ...last, until: since }] : [];
  return { ...draft, spans: [...closed, { ...span, since }] };
}

/** From a moment on the phase of the last span is no longer sure. */
function doubted(draft: Draft, doubt: string, at: number, revision: number): Draft {
  const last = draft.spans.at(-1);
  if (!last?.certain) return draft;
  const unsure = { ...last, certain: false, doubt };
  if (last.since === rfc3339(at)) return { ...draft, spans: [...draft.spans.slice(0, -1), unsure] };
  return open(draft, { ...unsure, revision }, at);
}

function deployed(draft: Draft, one: PhaseRevision, at: number): Draft {
  const { phase, partial, revision } = one;
  const unreadable = phase === undefined ? `revision ${revision} does not show its phase` : undefined;
  const doubt = unreadable ?? doubtOfTime(one, draft.previous, draft.clock) ?? doubtOfStatus(one);
  const last = draft.spans.at(-1);
  const goesOn = last?.certain && doubt === undefined && last.phase === phase && last.partial === partial;
  if (goesOn) return draft;
  const certain = doubt === undefined;
  const extra = { ...(doubt !== undefined && { doubt }), ...(partial !== undefined && { partial }) };
  return open(draft, { phase, certain, revision, ...extra }, at);
}

function judged(draft: Draft, one: PhaseRevision, at: number): Draft {
  if (isCounted(one)) return deployed(draft, one, at);
  // Whichever half of it was applied, the phase is the same.
  if (one.phase !== undefined && one.phase === draft.spans.at(-1)?.phase) return draft;
  return doubted(draft, doubtOfStatus(one) ?? '', at, one.revision);
}

/** Revisions that are no longer kept may have been anything since the one before them. */
function overGap(draft: Draft, missing: string | undefined): Draft {
  const { previous, clock } = draft;
  return missing === undefined || previous === undefined
    ? draft
    : doubted(draft, missing, clock, previous.revision);
}

/** Lays the next revision on; they come in the order of their numbers. */
export function withRevision(draft: Draft, one: PhaseRevision): Draft {
  const missing = missingBetween(draft.previous, one);
  const updated = Date.parse(one.updated);
  const isFirst = draft.spans.length === 0;
  const isPlaced = missing === undefined && !Number.isNaN(updated);
  const isStartKnown = draft.isStartKnown && (isPlaced || !isFirst);
  // Without any moment to place it at, the revision counts as one that is missing.
  if (Number.isNaN(updated) && isFirst) return { ...draft, isStartKnown, previous: one };
  const at = Number.isNaN(updated) ? draft.clock : Math.max(updated, draft.clock);
  return { ...judged(overGap(draft, missing), one, at), isStartKnown, clock: at, previous: one };
}
