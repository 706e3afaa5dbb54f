import { judgeTransition } from '../../packs/pyroscope/steps/judge-transition.ts';
import { stateOf } from '../../packs/pyroscope/steps/release-state.ts';
import type { TimeLine } from '../../step/time-line.ts';
import type { TransitionJudgement } from '../../step/transition.ts';
import type { PlanSides } from './plan-sides.ts';

/** What the pack says of the step between two sides. */
export function judgeStep(sides: PlanSides, timeLine: TimeLine, now: Date): TransitionJudgement {
  return judgeTransition(stateOf(sides.before), stateOf(sides.after), timeLine, now.getTime());
}
