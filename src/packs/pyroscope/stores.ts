import type { StoreTone } from '../../report/blocks.ts';

/** The two stores of the migration. */
export type Store = 'v1' | 'v2';

export const STORE_TONES = { v1: 'old', v2: 'new' } as const satisfies Readonly<Record<Store, StoreTone>>;

const PHASE_TONES: ReadonlyMap<string, StoreTone> = new Map([
  ['v1', 'old'],
  ['dual', 'both'],
  ['v2', 'new'],
]);

/** Which stores a phase writes; nothing for one that is off or unclear. */
export function toneOf(phase: string): { readonly tone?: StoreTone } {
  const tone = PHASE_TONES.get(phase);
  return tone === undefined ? {} : { tone };
}
