import type { InstalledRelease } from '../../live/cluster.ts';
import {
  type PhaseHistory,
  readStoredManifest,
  type StoredManifest,
} from '../../packs/pyroscope/steps/installed.ts';
import { buildPlan, type PlanInput } from '../../packs/pyroscope/steps/plan.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import { err, ok, type Result } from '../../result.ts';
import { type GateVerdict, judgeGate } from '../../step/gate.ts';
import { type TimeLine, timeLineOf } from '../../step/time-line.ts';
import type { TransitionJudgement } from '../../step/transition.ts';
import type { Io } from '../io.ts';
import { addressOf } from '../live/cluster-flags.ts';
import { minSoak } from '../live/min-soak.ts';
import { readText } from '../read-text.ts';
import type { PlanFlags } from './flags.ts';
import { judgeStep } from './judge-step.ts';
import { planFindings } from './plan-findings.ts';
import type { PlanSides } from './plan-sides.ts';
import { liveSides } from './read-sides.ts';

async function manifestsOf(
  flags: PlanFlags,
  current: StoredManifest | undefined,
  io: Io,
): Promise<Result<PlanInput['manifests'], string>> {
  if (flags.manifests === undefined || current === undefined) return ok(undefined);
  const text = readText(flags.manifests, io);
  if (!text.ok) return err(`phasegate: --manifests ${flags.manifests}: ${text.error}`);
  const after = await readStoredManifest(text.value);
  return after
    ? ok({ before: current, after })
    : err(`phasegate: --manifests ${flags.manifests}: no release of pyroscope is in it`);
}

function gateOf(
  installed: InstalledRelease,
  flags: PlanFlags,
  rule: TransitionJudgement,
  timeLine: TimeLine,
  now: Date,
  sides: PlanSides,
): Result<GateVerdict, string> {
  const soak = minSoak(flags.minSoak);
  if (!soak.ok) return soak;
  return ok(
    judgeGate({
      transition: { from: sides.before.phase, to: sides.after.phase },
      rule,
      timeLine,
      now: now.getTime(),
      ...(soak.value !== undefined && { minSoakMs: soak.value }),
      checks: undefined,
      lastStatus: installed.history.at(-1)?.status,
      problems: [],
      dataLossAccepted: flags.acceptDataLoss === installed.name,
    }),
  );
}

/** The plan of a step of an installed release. @returns the message for exit code 2 */
export async function livePlan(
  installed: InstalledRelease,
  history: PhaseHistory,
  flags: PlanFlags,
  io: Io,
): Promise<Result<PlanReport, string>> {
  const now = new Date();
  const sides = liveSides(installed, flags, io);
  if (!sides.ok) return sides;
  const timeLine = timeLineOf(history.revisions);
  const judgement = judgeStep(sides.value, timeLine, now);
  const gate = gateOf(installed, flags, judgement, timeLine, now, sides.value);
  if (!gate.ok) return gate;
  const manifests = await manifestsOf(flags, history.current, io);
  if (!manifests.ok) return manifests;
  const { before, after, beforeSource, afterSource, release } = sides.value;
  const { kubeContext } = addressOf(flags, io);
  return ok(
    buildPlan({
      release: {
        name: installed.name,
        namespace: installed.namespace,
        ...(kubeContext !== undefined && { kubeContext }),
      },
      time: now,
      before: { values: before, source: beforeSource },
      after: { values: after, source: afterSource },
      judgement,
      timeLine,
      gate: gate.value,
      ...(manifests.value && { manifests: manifests.value }),
      findings: await planFindings(release),
    }),
  );
}
