import type { TimeLine } from '../../../step/time-line.ts';

const FROM = 'architecture.storage.migration.queryBackendFrom';

const MINUTE = 60_000;
/** The split must not lie before the upgrade, and nobody takes a step in the second that it is printed. */
const LEAD = 60 * MINUTE;

/** When v2 takes over, and what to know of it. */
export interface FixedSplit {
  /** As --set takes them. */
  readonly settings: readonly string[];
  readonly notes: readonly string[];
}

const wholeMinute = (time: number): string =>
  new Date(Math.ceil(time / MINUTE) * MINUTE).toISOString().replace('.000Z', 'Z');

/** Why v2 may hold blocks from before; undefined where the history shows that it does not. */
function whyBefore({ spans, isStartKnown }: TimeLine): string | undefined {
  if (spans.some(({ phase }) => phase === 'dual' || phase === 'v2'))
    return 'The release was in dual or v2 before';
  const isClear = isStartKnown && spans.every(({ phase }) => phase !== undefined);
  return isClear ? undefined : 'The history does not show whether the release was in dual before';
}

/**
 * Where an older dual is in the history, `auto` would split reads at that one's start and hide what v1 alone got since
 *. A split before the first write of v2 hides v1's data after it; a later one hides nothing.
 */
export function fixedSplit(timeLine: TimeLine, now: Date): FixedSplit {
  const why = whyBefore(timeLine);
  if (why === undefined) return { settings: [], notes: [] };
  const from = wholeMinute(now.getTime() + LEAD);
  return {
    settings: [`${FROM}=${from}`],
    notes: [
      `${why}: a fixed queryBackendFrom keeps what v1 alone holds in sight. Take the step before ${from}, or write a later time: one before the upgrade hides data.`,
    ],
  };
}
