import { likely, type Stores } from '../pack.ts';

/** One revision of a release, as its history tells it, and the phase that its stored manifest or values show. */
export interface PhaseRevision {
  readonly revision: number;
  /** RFC 3339. */
  readonly updated: string;
  /** Helm's word: deployed, superseded, failed, pending-upgrade, … */
  readonly status: string;
  readonly chart: string;
  /** Left out if it cannot be told. */
  readonly phase?: string;
  /** Why the phase was in force only in part, such as a weight below 1. */
  readonly partial?: string;
  /** Where its data was, as far as its manifest shows it. */
  readonly stores?: Stores;
  /** Whether the API server refused its step, so that the workloads stayed as they were. */
  readonly isDenied?: boolean;
  /** Of a rollback: the revision whose manifest it took. Helm runs no post-renderer then, so no gate was asked. */
  readonly rollbackTo?: number;
}

/** A time in which something stood in the cluster that Helm had not deployed then. */
export interface Stint {
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339; undefined where it stands still, or its end is unknown. */
  readonly until?: string;
  /** Left out if it cannot be told, or if several stood at once. */
  readonly phase?: string;
  /** A clause: `v1 stood by hand until …: StatefulSet server ran with args of v1`. */
  readonly what: string;
}

/** A time in one phase, with its data in one place, and in one piece. */
export interface PhaseSpan {
  /** undefined if the manifest of its revision does not show one. */
  readonly phase: string | undefined;
  /** RFC 3339, UTC. */
  readonly since: string;
  /** The start of the next span; undefined for the last one. */
  readonly until?: string;
  /** False if something may have been in force other than `phase`; `doubt` says why. */
  readonly certain: boolean;
  readonly doubt?: string;
  readonly partial?: string;
  /** Within a phase: what its first revision changed of where data is, so that a store began empty: `the bucket of v2`. */
  readonly newStores?: readonly string[];
  /** What else stood until it began, beside Helm's history. */
  readonly after?: string;
  /** The revision that began it. */
  readonly revision: number;
  /** Where a rollback changed the phase: to which revision. */
  readonly rollbackTo?: number;
}

export interface TimeLine {
  /** Oldest first; each ends where the next begins. */
  readonly spans: readonly PhaseSpan[];
  /** False if older revisions are no longer kept: the oldest span began at its `since` or before. */
  readonly isStartKnown: boolean;
}

/** Of a step between values, and of a release whose history cannot be read. */
export const NO_HISTORY: TimeLine = { spans: [], isStartKnown: false };

/** Stints that overlap are one, which ends with the last of them. */
function merged(stints: readonly Stint[]): readonly Stint[] {
  const groups: Stint[] = [];
  for (const one of stints.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))) {
    const last = groups.at(-1);
    if (last === undefined || (last.until !== undefined && last.until < one.since)) {
      groups.push(one);
      continue;
    }
    const isLater = last.until !== undefined && (one.until === undefined || one.until > last.until);
    const { phase, ...longer } = isLater ? one : last;
    const isOne = phase !== undefined && one.phase === last.phase;
    groups[groups.length - 1] = { ...longer, since: last.since, ...(isOne && { phase }) };
  }
  return groups;
}

/** The time in the last span counts from the end of what stood beside it; a time that is in doubt already stays so. */
function withStint(spans: readonly PhaseSpan[], { since, until, phase, what }: Stint): readonly PhaseSpan[] {
  const last = spans.at(-1);
  if (!last?.certain || (until !== undefined && until <= last.since)) return spans;
  const at = since > last.since ? since : last.since;
  const { rollbackTo: _, newStores: __, after: ___, ...rest } = last;
  const before = at === last.since ? [] : [{ ...last, until: at }];
  const ended = until !== undefined && { until, ...(phase !== undefined && { phase }) };
  const doubted = { ...rest, since: at, certain: false, doubt: what, ...ended };
  const reopened = until === undefined ? [] : [{ ...rest, since: until, after: what }];
  return [...spans.slice(0, -1), ...before, doubted, ...reopened];
}

/** Says how the present phase began where a rollback brought it, which asks no gate; undefined where one did not. */
export function unaskedRollback({ spans }: TimeLine): string | undefined {
  const phase = spans.at(-1)?.phase;
  const first = spans[spans.findLastIndex((span) => span.certain && span.phase !== phase) + 1];
  if (first?.rollbackTo === undefined) return undefined;
  return `revision ${first.revision} is a rollback to revision ${first.rollbackTo}: no gate was asked`;
}

/**
 * The phases of a release over time. Revisions that failed or never ended change no phase, but leave it in doubt from
 * then on until the next one that was deployed; a rollback is a revision like any other.
 * @param history in any order; Helm keeps 10 revisions by default
 * @param stints what stood in the cluster beside it, in any order
 */
export function timeLineOf(history: readonly PhaseRevision[], stints: readonly Stint[] = []): TimeLine {
  const ordered = [...history].sort((one, other) => one.revision - other.revision);
  const start: Draft = { spans: [], isStartKnown: true, clock: Number.NEGATIVE_INFINITY };
  const { spans, isStartKnown } = ordered.reduce(withRevision, start);
  const inUtc = ({ since, until, ...rest }: Stint): Stint => ({
    ...{ ...rest, since: rfc3339(Date.parse(since)) },
    ...(until !== undefined && { until: rfc3339(Date.parse(until)) }),
  });
  return { spans: merged(stints.map(inUtc)).reduce(withStint, spans), isStartKnown };
}

/** A time line while revisions are laid on it, one by one. */
interface Draft {
  readonly spans: readonly PhaseSpan[];
  readonly isStartKnown: boolean;
  readonly previous?: PhaseRevision;
  /** Of the last revision that was in force. */
  readonly stores?: Stores;
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

/**
 * What a store that goes on has in another place, or what begins as a store: what was written before is not in it. What is
 * unknown on both sides is the same.
 */
export function movedStores(before: Stores | undefined, after: Stores | undefined): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const begun = Object.keys(after).filter((store) => before[store] === undefined);
  const moved = new Map<string, string[]>();
  for (const [store, parts] of Object.entries(after)) {
    const were = before[store] ?? parts;
    for (const part of new Set([...Object.keys(were), ...Object.keys(parts)]))
      if (likely(were[part]) !== likely(parts[part])) moved.set(part, [...(moved.get(part) ?? []), store]);
  }
  return [...begun, ...[...moved].map(([part, stores]) => `the ${part} of ${stores.join(' and ')}`)];
}

function deployed(draft: Draft, one: PhaseRevision, at: number): Draft {
  const moved = draft.spans.at(-1)?.phase === one.phase ? movedStores(draft.stores, one.stores) : [];
  const { stores = draft.stores } = one;
  return { ...spanOf(draft, one, at, moved), ...(stores && { stores }) };
}

function spanOf(draft: Draft, one: PhaseRevision, at: number, newStores: readonly string[]): Draft {
  const { phase, partial, revision, rollbackTo } = one;
  const unreadable = phase === undefined ? `revision ${revision} does not show its phase` : undefined;
  const doubt = unreadable ?? doubtOfTime(one, draft.previous, draft.clock) ?? doubtOfStatus(one);
  const last = draft.spans.at(-1);
  const isSame = last !== undefined && last.phase === phase && last.partial === partial;
  if (isSame && last.certain && doubt === undefined && newStores.length === 0) return draft;
  const certain = doubt === undefined;
  const extra = {
    ...(doubt !== undefined && { doubt }),
    ...(partial !== undefined && { partial }),
    ...(newStores.length > 0 && { newStores }),
    ...(rollbackTo !== undefined && last !== undefined && last.phase !== phase && { rollbackTo }),
  };
  return open(draft, { phase, certain, revision, ...extra }, at);
}

/** Those that were there before. */
const storesOn = (before: Stores = {}, after: Stores = {}): Stores =>
  Object.fromEntries(Object.entries(after).filter(([store]) => before[store] !== undefined));

function judged(draft: Draft, one: PhaseRevision, at: number): Draft {
  if (isCounted(one)) return deployed(draft, one, at);
  // Whichever half of it was applied, the phase is the same, and so is where its data is. Helm applies ConfigMaps before the
  // workloads that were refused: a pod that restarts reads them, though no store begins.
  const isSame = one.isDenied || (one.phase !== undefined && one.phase === draft.spans.at(-1)?.phase);
  const stores = one.isDenied ? storesOn(draft.stores, one.stores) : one.stores;
  if (isSame && movedStores(draft.stores, stores).length === 0) return draft;
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
function withRevision(draft: Draft, one: PhaseRevision): Draft {
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

/** What was once in force. Helm turns `deployed` into `superseded` or, on uninstall, into the last two. */
const COUNTED: ReadonlySet<string> = new Set(['deployed', 'superseded', 'uninstalling', 'uninstalled']);

const isCounted = ({ status }: Pick<PhaseRevision, 'status'>): boolean => COUNTED.has(status);

/** Why a revision's status leaves open what was in force after it. */
function doubtOfStatus({ revision, status }: Pick<PhaseRevision, 'revision' | 'status'>): string | undefined {
  if (status === 'deployed' || status === 'superseded') return undefined;
  if (isCounted({ status }))
    return `revision ${revision} is ${status}, and the history does not show since when`;
  return `revision ${revision} is ${status} and may have been applied only partly`;
}

/** Why the moment of a revision cannot be trusted. @param clock milliseconds, the latest moment before it */
function doubtOfTime(
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
function missingBetween(
  previous: PhaseRevision | undefined,
  { revision }: PhaseRevision,
): string | undefined {
  const from = (previous?.revision ?? 0) + 1;
  if (from >= revision) return undefined;
  return from === revision - 1
    ? `revision ${from} is no longer in the history`
    : `revisions ${from} to ${revision - 1} are no longer in the history`;
}
