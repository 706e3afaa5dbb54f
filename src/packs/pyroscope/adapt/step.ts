import { judge } from '../../../rules/judge.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import type { TransitionRefusal } from '../../../step/transition.ts';
import type { PyroscopeRule, PyroscopeState } from '../read/facts.ts';

/** What the rules about a step refuse. */
export function stepRefusals(
  rules: readonly PyroscopeRule[],
  before: PyroscopeState,
  now: PyroscopeState,
  history: TimeLine,
): readonly TransitionRefusal[] {
  const overSteps = rules.filter(({ needs }) => needs?.includes('before'));
  const clock = Date.now();
  const found = judge(overSteps, { now, before, history, asked: () => undefined, options: {}, clock });
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
