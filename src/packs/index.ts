import type { Pack } from '../pack.ts';
import { prometheus } from './prometheus/index.ts';
import { pyroscope } from './pyroscope/index.ts';

/** The packs that phasegate comes with. */
export const PACKS: readonly Pack[] = [pyroscope, prometheus];
