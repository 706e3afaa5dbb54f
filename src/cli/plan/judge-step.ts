import { judgeTransition } from '../../packs/pyroscope/transitions/judge-transition.ts';
import { sideOf } from '../../packs/pyroscope/transitions/side.ts';
import type { TimeLine } from '../../step/time-line.ts';
import type { TransitionJudgement } from '../../step/transition.ts';
import type { PlanSides } from './plan-sides.ts';

/** What the pack says of the step between two sides. */
export function judgeStep(sides: PlanSides, timeLine: TimeLine, now: Date): TransitionJudgement {
  return judgeTransition(sideOf(sides.before), sideOf(sides.after), timeLine, now.getTime());
}
