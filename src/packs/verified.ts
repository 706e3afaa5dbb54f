// Stands in for the registry until it holds whole packs.
import { type Pack, sure } from '../pack.ts';
import type { ReadManifest } from '../step/installed.ts';
import { withLibrary } from '../yaml/library.ts';
import { PHASE_FACTS, PHASES } from './pyroscope/facts/phases.ts';
import { live } from './pyroscope/live.ts';
import type { PyroscopeFacts } from './pyroscope/read/facts.ts';
import { partOf, readStoredManifest } from './pyroscope/steps/installed.ts';
import { TRANSITIONS } from './pyroscope/steps/table.ts';

type Verified = 'name' | 'title' | 'phases' | 'checks' | 'isMainContainer' | 'partial' | 'transition';

/** What verify needs of a pack. */
export type VerifiedPack = Pick<Pack, Verified>;

const pyroscope: Pick<Pack<PyroscopeFacts>, Verified> = {
  name: 'pyroscope',
  title: 'Pyroscope',
  phases: PHASES.map((one) => PHASE_FACTS[one]),
  ...live,
  partial: (state) => partOf({ state }),
  transition: ({ before, now }) => {
    const [from, to] = [sure(before.phase), sure(now.phase)];
    const soakMs = from && to && TRANSITIONS[from][to].needs.minSoakMs;
    return soakMs ? { soakMs } : {};
  },
};

export const VERIFIED_PACKS: readonly VerifiedPack[] = [pyroscope];

export const readKnownRelease: ReadManifest<VerifiedPack> = async (manifest) => {
  const stored = await withLibrary(() => readStoredManifest(manifest));
  return stored?.state && { pack: pyroscope, state: stored.state };
};
