import { durationText } from '../../../times.ts';
import { lengthOf } from './ranges.ts';
import { parseState, type SavedState } from './state.ts';

/** What is known of one shard, or of a run that is not cut. */
export interface ShardStatus {
  /** `shard 3`, or the migration's name. */
  readonly title: string;
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
      const title = key === 'state.json' ? 'state' : `shard ${numberOf(key)}`;
      const read = parseState(data[key] ?? '');
      return read.ok ? { title, state: read.value } : { title, problem: read.error };
    });
}

/** The key of a plan's ConfigMap that says how many shards there are to be. */
export const SHARDS_KEY = 'shards';

/** How many shards a ConfigMap's data is made for: without a plan, one. */
export const shardsPlanned = (data: Readonly<Record<string, string>>): number =>
  Number(data[SHARDS_KEY]) || Math.max(1, shardsOf(data).length);

/** How far a state is. */
export function progressOf({ start, end, copied, verified, settled }: SavedState): string {
  const whole = Math.max(1, end - start);
  const share = (ranges: SavedState['copied']): number => Math.floor((100 * lengthOf(ranges)) / whole);
  if (share(settled) === 100) return 'verified';
  if (share(copied) < 100) return `${share(copied)} % copied, ${share(verified)} % compared`;
  return share(verified) === 100 ? 'copied, verified once' : `copied, ${share(verified)} % compared`;
}

/** A line a shard, and what is left. */
export function statusText(shards: readonly ShardStatus[], expected: number, now: number): string {
  const lines = shards.map(({ title, state, problem }) => {
    if (state === undefined) return `${title}: ${problem}`;
    const { samples, copiedAt } = state;
    const last = copiedAt === undefined ? '' : `, last sample sent ${durationText(now - copiedAt)} ago`;
    return `${title}: ${progressOf(state)}, ${samples.toLocaleString('en')} samples${last}`;
  });
  const notStarted = expected - shards.length;
  if (notStarted > 0) lines.push(`not started: ${notStarted}`);
  return `${lines.join('\n')}\n`;
}

/** Whether every shard is verified for good. */
export const allVerified = (shards: readonly ShardStatus[], expected: number): boolean =>
  shards.length >= expected &&
  shards.every(({ state }) => state !== undefined && progressOf(state) === 'verified');
