import { grouped } from '../../../english.ts';
import { durationText } from '../../../times.ts';
import { lengthOf, type Range, timeText, within } from './ranges.ts';
import { parseState, provenIn, type SavedState } from './state.ts';

/** What is known of one shard, or of a run that is not cut. */
export interface ShardStatus {
  /** `shard 3`, or the migration's name. */
  readonly title: string;
  /** Its number, from 0 on; undefined for a run that is not cut. */
  readonly shard?: number;
  readonly state?: SavedState;
  /** Why its state cannot be read. */
  readonly problem?: string;
}

/** The shards in a ConfigMap's data, in their order. */
export function shardsOf(data: Readonly<Record<string, string>>): readonly ShardStatus[] {
  const keys = Object.keys(data).filter((key) => /^(?:state|shard-\d+)\.json$/.test(key));
  const numberOf = (key: string): number => Number(/\d+/.exec(key)?.[0] ?? -1);
  return keys
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((key) => {
      const named =
        key === 'state.json' ? { title: 'state' } : { title: `shard ${numberOf(key)}`, shard: numberOf(key) };
      const read = parseState(data[key] ?? '');
      return read.ok ? { ...named, state: read.value } : { ...named, problem: read.error };
    });
}

/** The key of a plan's ConfigMap that says how many shards there are to be. */
export const SHARDS_KEY = 'shards';

/** How many shards a ConfigMap's data is made for: without a plan, one. */
export const shardsPlanned = (data: Readonly<Record<string, string>>): number =>
  Number(data[SHARDS_KEY]) || Math.max(1, shardsOf(data).length);

/** How much of a state's range has come how far, in percent. */
const percentOf = (state: SavedState) => {
  const whole: Range = [state.start, state.end];
  const share = (ranges: readonly Range[]): number =>
    Math.floor((100 * lengthOf(within(ranges, whole))) / Math.max(1, lengthOf([whole])));
  return { copied: share(state.copied), compared: share(state.verified), verified: share(provenIn(state)) };
};

/** How far a state is. */
export function progressOf(state: SavedState): string {
  const { copied, compared, verified } = percentOf(state);
  if (copied < 100) return `${copied} % copied, ${compared} % compared`;
  if (verified === 100) return 'verified';
  return compared === 100 ? 'copied, verified once' : `copied, ${compared} % compared`;
}

/** A line a shard, and what is left. */
export function statusText(shards: readonly ShardStatus[], expected: number, now: number): string {
  const lines = shards.map(({ title, state, problem }) => {
    if (state === undefined) return `${title}: ${problem}`;
    const { samples, copiedAt } = state;
    const last = copiedAt === undefined ? '' : `, last sample sent ${durationText(now - copiedAt)} ago`;
    return `${title}: ${progressOf(state)}, ${grouped(samples)} samples${last}`;
  });
  const notStarted = expected - shards.length;
  if (notStarted > 0) lines.push(`not started: ${notStarted}`);
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export function statusJson(shards: readonly ShardStatus[], expected: number): string {
  const shown = shards.map(({ title, state, problem }) =>
    state === undefined
      ? { title, problem }
      : {
          title,
          progress: progressOf(state),
          range: timesOf([state.start, state.end]),
          percent: percentOf(state),
          samples: state.samples,
          ...(state.copiedAt !== undefined && { lastSent: timeText(state.copiedAt) }),
          ranges: {
            copied: state.copied.map(timesOf),
            inFlight: state.inFlight.map(timesOf),
            compared: state.verified.map(timesOf),
            verified: provenIn(state).map(timesOf),
          },
        },
  );
  const notStarted = Math.max(0, expected - shards.length);
  return `${JSON.stringify({ verified: allVerified(shards, expected), notStarted, shards: shown }, undefined, 2)}\n`;
}

const timesOf = ([from, to]: Range): object => ({ from: timeText(from), to: timeText(to) });

/** Whether every shard is verified for good. A state of no shard of the plan takes the place of none. */
export const allVerified = (shards: readonly ShardStatus[], expected: number): boolean =>
  shards.filter(({ shard }) => (shard === undefined ? expected === 1 : shard < expected)).length ===
    expected && shards.every(({ state }) => state !== undefined && progressOf(state) === 'verified');
