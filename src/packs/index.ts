import type { Pack } from '../pack.ts';
import { pyroscope } from './pyroscope/index.ts';

/** The packs that phasegate comes with. */
export const PACKS: readonly Pack[] = [pyroscope];
