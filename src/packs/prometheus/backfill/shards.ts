import { type Patience, patiently } from './patience.ts';
import { probe } from './probe.ts';
import type { Range } from './ranges.ts';
import type { ReadStore } from './read-range.ts';

/** Places of the range that are looked at, to learn how many samples it has where. */
const PLACES = 24;
const PROBED_MS = 60_000;

/** What a place of the range costs. */
export interface Cost {
  readonly at: number;
  /** Samples a ms. */
  readonly density: number;
}

/** Looks at places of the range. */
export async function costsOf(
  store: ReadStore,
  [from, to]: Range,
  patience: Patience,
): Promise<readonly Cost[]> {
  const costs: Cost[] = [];
  for (let place = 0; place < PLACES; place++) {
    const at = Math.floor(from + ((to - from) * (place + 0.5)) / PLACES);
    const end = Math.min(to, at + PROBED_MS);
    const { samples } = await patiently(() => probe(store, [at, end]), patience);
    costs.push({ at, density: samples / (end - at) });
  }
  return costs;
}

/** Samples that the places promise for a range. */
export const samplesIn = (costs: readonly Cost[], [from, to]: Range): number =>
  Math.round(
    (costs.reduce((sum, { density }) => sum + density, 0) / Math.max(1, costs.length)) * (to - from),
  );

/**
 * Cuts a range into shards of like cost, at full minutes.
 * @returns `count + 1` moments or fewer, the first and the last of the range
 */
export function cutsOf([from, to]: Range, costs: readonly Cost[], count: number): readonly number[] {
  const width = (to - from) / costs.length;
  // An empty place still has to be asked for.
  const weights = costs.map(({ density }) => density + 1e-6);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const cuts = [from];
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    while (cuts.length < count && sum + weight >= (whole * cuts.length) / count) {
      const share = ((whole * cuts.length) / count - sum) / weight;
      const at = Math.round((from + width * (index + share)) / 60_000) * 60_000;
      // Two cuts in one minute would make an empty shard.
      if (at <= (cuts.at(-1) as number) || at >= to) break;
      cuts.push(at);
    }
    sum += weight;
  }
  return [...cuts, to];
}
