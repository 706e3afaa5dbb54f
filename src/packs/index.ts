import type { Pack } from '../step/pack.ts';
import { pyroscope } from './pyroscope/index.ts';

/** The packs that phasegate comes with. */
export const PACKS: readonly Pack[] = [pyroscope];
