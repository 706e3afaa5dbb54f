import type { Facts, Finding, Pack, Rule, State, Transition } from '../pack.ts';
import { judge, NOTHING_PERMITTED, type Permissions } from '../rules/judge.ts';
import { rulesOf } from '../rules/rules-of-pack.ts';
import { NO_HISTORY, type TimeLine } from '../step/time-line.ts';

/** One step of a release, as it is judged before it is taken. */
export interface StepToJudge<F extends Facts = Facts> {
  readonly before: State<F>;
  readonly after: State<F>;
  readonly history?: TimeLine;
  readonly permissions?: Permissions;
  /** Milliseconds since 1970. */
  readonly clock: number;
}

export interface JudgedStep {
  /** What the rules about steps say. One that is `refused` stops the step; an `accepted` one was let through. */
  readonly findings: readonly Finding[];
  readonly transition: Transition;
}

const judgesSteps = <F extends Facts>({ needs, refusesSteps }: Rule<F>): boolean =>
  refusesSteps === true || needs?.includes('before') === true;

const phaseOf = ({ phase }: State): string | undefined => (phase.sure ? phase.value : undefined);

/** What a step from one state to another does and needs, and what stands against it; the gate asks whether it may be taken now. */
export function judgeStep<F extends Facts>(
  pack: Pack<F>,
  { before, after, history = NO_HISTORY, permissions = NOTHING_PERMITTED, clock }: StepToJudge<F>,
): JudgedStep {
  const of = { now: after, before, history, clock, asked: () => undefined, options: {} };
  const verified = phaseOf(before) !== phaseOf(after);
  return {
    findings: judge(rulesOf(pack).filter(judgesSteps), of, permissions, true),
    transition: pack.transition?.(of) ?? { verified },
  };
}
