import type { Migration } from '../migration.ts';
import { flagsOfDual } from './flags-of-dual.ts';
import { flagsOfV1 } from './flags-of-v1.ts';
import { flagsOfV2 } from './flags-of-v2.ts';

const BY_PHASE = { v1: flagsOfV1, dual: flagsOfDual, v2: flagsOfV2 } as const;

/** Gives each workload that stays the flags that the chart's own render of the phase has. */
export function setFlags(migration: Migration): void {
  for (const workload of migration.workloads) BY_PHASE[migration.target](migration, workload);
}
