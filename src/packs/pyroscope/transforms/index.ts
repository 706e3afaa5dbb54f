import type { Migration } from '../migration.ts';
import { addExperimentVariable } from './experiment-beside-v2-flags.ts';
import { removeV2Traces } from './remove-v2-traces.ts';
import { setFlags } from './set-flags.ts';

/** Makes the render mean what the chart itself renders for the phase. Components are dropped before. */
export function transform(migration: Migration): void {
  // Ports are found by the addresses among the flags, so they go first.
  if (migration.target === 'v1') removeV2Traces(migration);
  setFlags(migration);
  addExperimentVariable(migration);
}
