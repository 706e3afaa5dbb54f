import { buildPlan } from '../../packs/pyroscope/steps/plan.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import { ok, type Result } from '../../result.ts';
import type { TimeLine } from '../../step/time-line.ts';
import type { Io } from '../io.ts';
import type { PlanFlags } from './flags.ts';
import { judgeStep } from './judge-step.ts';
import { planFindings } from './plan-findings.ts';
import { offlineSides } from './read-sides.ts';

const NO_HISTORY: TimeLine = { spans: [], isStartKnown: false };

/** The plan of a step between values files. @returns the message for exit code 2 */
export async function offlinePlan(flags: PlanFlags, io: Io): Promise<Result<PlanReport, string>> {
  const now = new Date();
  const sides = offlineSides(flags, io);
  if (!sides.ok) return sides;
  const { before, after, beforeSource, afterSource, release } = sides.value;
  return ok(
    buildPlan({
      release: { name: 'values', namespace: '' },
      time: now,
      before: { values: before, source: beforeSource },
      after: { values: after, source: afterSource },
      judgement: judgeStep(sides.value, NO_HISTORY, now),
      timeLine: NO_HISTORY,
      findings: await planFindings(release),
    }),
  );
}
