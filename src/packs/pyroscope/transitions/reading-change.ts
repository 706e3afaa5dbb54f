import type { TimeLine } from '../../../phase/time-line.ts';
import type { TransitionRefusal } from '../../../phase/transition.ts';
import { utcTime } from '../../../times.ts';
import { momentOf } from '../rules/shared/query-backend-time.ts';
import type { TransitionSide } from './side.ts';
import { inWords, moment, onlyIn, type Period, partBefore, partFrom, writtenIn } from './stored-periods.ts';

/**
 * When v1 was on alone although v2 had been written before. `auto` asks v2 for all times since its oldest block, which
 * its metastore keeps through a rollback to v1 (servers 1.21.0 and 2.2.1).
 */
export function hiddenByAuto(timeLine: TimeLine): readonly Period[] {
  const [first] = writtenIn('v2', timeLine);
  if (first === undefined) return [];
  return onlyIn('v1', timeLine).filter(({ since }) => Date.parse(since) >= Date.parse(first.since));
}

/** Whether this step turns `auto` on. */
const turnsToAuto = (before: TransitionSide, after: TransitionSide): boolean =>
  after.phase === 'dual' &&
  after.queryBackendFrom === 'auto' &&
  (before.phase !== 'dual' || before.queryBackendFrom !== 'auto');

/** The earliest fixed split that hides nothing of these. */
function splitAfter(hidden: readonly Period[]): string {
  const until = hidden.at(-1)?.until;
  return until === undefined ? 'the time of this upgrade (RFC 3339)' : `"${moment(until)}"`;
}

/** `auto` must not hide what v1 alone holds. */
export function readingRefusals(
  before: TransitionSide,
  after: TransitionSide,
  timeLine: TimeLine,
): readonly TransitionRefusal[] {
  const hidden = turnsToAuto(before, after) ? hiddenByAuto(timeLine) : [];
  if (hidden.length === 0) return [];
  return [
    {
      id: 'auto-hides-v1',
      what: `queryBackendFrom auto hides what came in ${inWords(hidden)}`,
      why: 'only v1 holds it, and auto asks v2 for all times since the oldest block that v2 ever got',
      remedy: `set architecture.storage.migration.queryBackendFrom to ${splitAfter(hidden)}`,
    },
  ];
}

/** What a fixed split hides: before it v1 answers, from it on v2. */
function hiddenByTime(at: number, timeLine: TimeLine, now: number): readonly string[] {
  const v2Alone = partBefore(at, onlyIn('v2', timeLine), now);
  const v1Alone = partFrom(at, onlyIn('v1', timeLine), now);
  return [
    ...(v2Alone.length > 0 ? [`v1 answers for what only v2 holds, ${inWords(v2Alone)}: it is hidden`] : []),
    ...(v1Alone.length > 0 ? [`v2 answers for what only v1 holds, ${inWords(v1Alone)}: it is hidden`] : []),
  ];
}

function split(text: string, timeLine: TimeLine, now: number): readonly string[] {
  if (text === 'never') return ['v1 answers every query, and nothing shows whether v2 can be read'];
  if (text === 'auto')
    return [
      'v2 answers for a tenant once its first blocks are compacted, for all times since its oldest one; v1 for the time before',
    ];
  const at = momentOf(text);
  if (at === undefined) return [];
  const says =
    at === 0
      ? 'v2 answers every query, for all times'
      : `v1 answers for times before ${utcTime(new Date(at).toISOString())}, v2 for those from then on`;
  return [says, ...hiddenByTime(at, timeLine, now)];
}

/** What a step into dual, or a changed queryBackendFrom within it, does to queries. */
export function readingChange(
  { phase, queryBackendFrom }: TransitionSide,
  after: TransitionSide,
  timeLine: TimeLine,
  now: number,
): readonly string[] {
  if (after.phase !== 'dual' || after.queryBackendFrom === undefined) return [];
  if (phase === 'dual' && queryBackendFrom === after.queryBackendFrom) return [];
  return split(after.queryBackendFrom, timeLine, now);
}
