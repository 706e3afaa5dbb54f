import type { Rule } from '../../../pack.ts';
import type { Finding } from '../../../rules/case.ts';
import { judge } from '../../../rules/judge.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import type { TransitionRefusal } from '../../../step/transition.ts';
import type { PyroscopeRule, PyroscopeState } from '../read/facts.ts';

/** Rules about the release after a step, without a look at the one before. */
const OF_THE_STEP: ReadonlySet<string> = new Set([
  'query-backend-from-auto-unsupported',
  'weights-drop-data',
]);

const NOTHING_ASKED = { asked: () => undefined, options: {} };

function refusalsOf(rules: readonly Pick<Rule, 'id' | 'yieldsTo'>[], found: readonly Finding[]) {
  const yields = new Set(rules.filter((rule) => rule.yieldsTo === 'accept-data-loss').map(({ id }) => id));
  return found
    .filter(({ severity, doubts }) => severity === 'error' || doubts.length > 0)
    .map(
      ({ rule, what, why, fix }): TransitionRefusal => ({
        id: rule,
        what,
        why,
        remedy: fix,
        ...(yields.has(rule) && { acceptDataLoss: true }),
      }),
    );
}

/** What the rules about a step refuse. */
export function stepRefusals(
  rules: readonly PyroscopeRule[],
  before: PyroscopeState | undefined,
  now: PyroscopeState,
  history: TimeLine,
): readonly TransitionRefusal[] {
  const overSteps = rules.filter(({ id, needs }) => needs?.includes('before') || OF_THE_STEP.has(id));
  const clock = Date.now();
  const at = { now, ...(before && { before }), history, clock };
  return refusalsOf(overSteps, judge(overSteps, { ...at, ...NOTHING_ASKED }));
}

/** What rules about a release refuse of one side of a step. */
export const sideRefusals = (
  rules: readonly PyroscopeRule[],
  now: PyroscopeState,
): readonly TransitionRefusal[] =>
  refusalsOf(rules, judge(rules, { now, clock: Date.now(), ...NOTHING_ASKED }));
