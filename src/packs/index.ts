import type { Pack } from '../pack.ts';
import { pachyderm } from './pachyderm/index.ts';
import { prometheus } from './prometheus/index.ts';
import { pyroscope } from './pyroscope/index.ts';

/** The packs that phasegate comes with. */
export const PACKS: readonly Pack[] = [pyroscope, prometheus, pachyderm];

/**
 * Whether a pack knows a product's releases. One without phases, rules and chart brings commands alone; the commands
 * about releases do not hear of it, or each would name a product that it cannot judge.
 */
export const knowsReleases = ({ phases, rules, charts = [] }: Pack): boolean =>
  phases.length > 0 || rules.length > 0 || charts.length > 0;

/** Those of phasegate's own packs that know releases. */
export const RELEASE_PACKS: readonly Pack[] = PACKS.filter(knowsReleases);
