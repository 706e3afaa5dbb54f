import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';
import { chartUpgrade } from './step-chart-upgrade.ts';
import { toDual } from './step-dual.ts';
import { microservicesOn } from './step-microservices.ts';
import { toV2 } from './step-v2.ts';
import { wholeWeights } from './step-weights.ts';

/** A release once its chart is the one to end with; its revision then is one that nobody knows yet. */
function upgraded({ revision: _, ...state }: MigrationState): MigrationState {
  return { ...state, chart: state.targetChart };
}

/**
 * The steps that are left, in the order that is safe: chart, layout, dual, v2. None where the release is in v2 on the
 * chart it is to end with.
 */
export function migrationSteps(state: MigrationState, now: Date): readonly MigrationStep[] {
  const first = chartUpgrade(state);
  const then = first?.chart === undefined ? state : upgraded(state);
  const steps = [first?.step, microservicesOn(then), toDual(then, now), wholeWeights(then), toV2(then)];
  return steps.filter((step): step is MigrationStep => step !== undefined);
}
