import type { StoreTone } from '../../report/blocks.ts';
import { hasStore, STORES, type Store } from './facts/phases.ts';

export const STORE_TONES = { v1: 'old', v2: 'new' } as const satisfies Readonly<Record<Store, StoreTone>>;

/** How a list of stores is shown; undefined for none. */
export function toneOfStores([first, ...more]: readonly Store[]): StoreTone | undefined {
  return more.length > 0 ? 'both' : first && STORE_TONES[first];
}

/** Which stores a phase writes; nothing for one that is off or unclear. */
export function toneOf(phase: string): { readonly tone?: StoreTone } {
  const tone = toneOfStores(STORES.filter((store) => hasStore(phase, store)));
  return tone === undefined ? {} : { tone };
}
