import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';
import { chartUpgrade } from './step-chart-upgrade.ts';
import { toDual } from './step-dual.ts';
import { microservicesOn } from './step-microservices.ts';
import { toV2 } from './step-v2.ts';

/**
 * The steps that are left, in the order that is safe: chart, layout, dual, v2. None where the release is in v2 on the
 * chart it is to end with.
 */
export function migrationSteps(state: MigrationState, now: Date): readonly MigrationStep[] {
  const steps = [chartUpgrade(state), microservicesOn(state), toDual(state, now), toV2(state)];
  return steps.filter((step): step is MigrationStep => step !== undefined);
}
