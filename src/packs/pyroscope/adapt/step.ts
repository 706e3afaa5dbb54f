import { judge } from '../../../rules/judge.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import type { TransitionRefusal } from '../../../step/transition.ts';
import type { PyroscopeRule, PyroscopeState } from '../read/facts.ts';

/** Rules about the release after a step, without a look at the one before. */
const OF_THE_STEP: ReadonlySet<string> = new Set(['weights-drop-data']);

/** What the rules about a step refuse. */
export function stepRefusals(
  rules: readonly PyroscopeRule[],
  before: PyroscopeState | undefined,
  now: PyroscopeState,
  history: TimeLine,
): readonly TransitionRefusal[] {
  const overSteps = rules.filter(({ id, needs }) => needs?.includes('before') || OF_THE_STEP.has(id));
  const clock = Date.now();
  const found = judge(overSteps, {
    now,
    ...(before && { before }),
    history,
    asked: () => undefined,
    options: {},
    clock,
  });
  const yields = new Set(
    overSteps.filter((rule) => rule.yieldsTo === 'accept-data-loss').map(({ id }) => id),
  );
  return found
    .filter(({ severity, doubts }) => severity === 'error' || doubts.length > 0)
    .map(({ rule, what, why, fix }) => ({
      id: rule,
      what,
      why,
      remedy: fix,
      ...(yields.has(rule) && { acceptDataLoss: true }),
    }));
}
