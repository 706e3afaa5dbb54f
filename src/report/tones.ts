import type { Phase } from '../pack.ts';
import type { StoreTone } from './blocks.ts';

/** How stores and phases are shown: the store that is written first is the old one, the one that is left the new. */
export interface Tones {
  readonly ofStore: (store: string) => StoreTone;
  /** Undefined for no store. */
  readonly ofStores: (stores: readonly string[]) => StoreTone | undefined;
  /** Of the stores that a phase writes; nothing for one that is not the pack's. */
  readonly ofPhase: (phase: string) => { readonly tone?: StoreTone };
}

/** @param phases in the order of the migration */
export function tonesOf(phases: readonly Pick<Phase, 'id' | 'writes'>[]): Tones {
  const [oldest, newest] = [phases[0]?.writes[0], phases.at(-1)?.writes.at(-1)];
  const ofStore = (store: string): StoreTone =>
    store === oldest ? 'old' : store === newest ? 'new' : 'both';
  const ofStores = ([first, ...more]: readonly string[]): StoreTone | undefined =>
    more.length > 0 ? 'both' : first === undefined ? undefined : ofStore(first);
  return {
    ofStore,
    ofStores,
    ofPhase: (phase) => {
      const tone = ofStores(phases.find(({ id }) => id === phase)?.writes ?? []);
      return tone === undefined ? {} : { tone };
    },
  };
}
