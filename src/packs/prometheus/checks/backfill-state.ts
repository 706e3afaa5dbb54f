import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NoAnswer } from '../../../checks/ask.ts';
import { recordOf, textOf } from '../../../live/json.ts';
import type { Live } from '../../../pack.ts';
import { configMapName } from '../backfill/config-map-state.ts';
import { merged, type Range } from '../backfill/ranges.ts';
import { EVERY_SERIES } from '../backfill/selector.ts';
import { provenIn, type SavedState } from '../backfill/state.ts';
import { type ShardStatus, shardsOf, shardsPlanned } from '../backfill/status.ts';

/** What `phasegate backfill` left behind. */
export interface BackfillRecord {
  readonly shards: readonly ShardStatus[];
  /** How many shards there are to be. */
  readonly expected: number;
}

const unreadable = (what: string): NoAnswer =>
  new NoAnswer({
    kind: 'unexpected-answer',
    what,
    remedy: 'Name the state that phasegate backfill keeps: backfillState (PHASEGATE_BACKFILL_STATE).',
  });

async function dataOf(state: string, live: Live): Promise<Readonly<Record<string, string>>> {
  const name = configMapName(state);
  if (name !== undefined) {
    const data = recordOf(recordOf(await live.object('configmap', name)).data);
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, textOf(value)]));
  }
  try {
    return { 'state.json': await readFile(resolve(state), 'utf8') };
  } catch (error) {
    throw unreadable(`${state} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Reads a state from its file or ConfigMap, as `phasegate backfill --status` does. @throws NoAnswer */
export async function backfillRecord(state: string, live: Live): Promise<BackfillRecord> {
  const data = await dataOf(state, live);
  const shards = shardsOf(data);
  const broken = shards.find(({ problem }) => problem !== undefined);
  if (broken) throw unreadable(`the state in ${state} cannot be used: ${broken.title}: ${broken.problem}.`);
  return { shards, expected: shardsPlanned(data) };
}

export const statesIn = ({ shards }: BackfillRecord): readonly SavedState[] =>
  shards.flatMap(({ state }) => state ?? []);

/** What a backfill did not copy on purpose. A shard that left something out leaves it out of the whole. */
export function leftOutOf(record: BackfillRecord): {
  /** The selector beside which it left series out. */
  readonly series: string | undefined;
  readonly histograms: boolean;
} {
  const identities = statesIn(record).map(({ identity }) => identity);
  return {
    series: identities.map(({ selector }) => selector).find((selector) => selector !== EVERY_SERIES),
    histograms: identities.some(({ dropHistograms }) => dropHistograms === true),
  };
}

/** What is proven without a hole, from the oldest sample that was asked for; undefined where nothing is. */
export function provenStretch(record: BackfillRecord): Range | undefined {
  const states = statesIn(record);
  const start = Math.min(...states.map((one) => one.start));
  const [first] = merged(states.flatMap((one) => [...provenIn(one)]));
  return first !== undefined && first[0] <= start ? first : undefined;
}
