import type { InstalledRelease } from '../../live/cluster.ts';
import type { LiveProblem } from '../../live/live-problem.ts';
import { type PhaseHistory, phaseHistory } from '../../packs/pyroscope/installed/phase-history.ts';
import { readStoredManifest, type StoredManifest } from '../../packs/pyroscope/installed/stored-manifest.ts';
import { buildPlan, type PlanInput } from '../../packs/pyroscope/plan/build-plan.ts';
import { judgeTransition } from '../../packs/pyroscope/transitions/judge-transition.ts';
import { sideOf } from '../../packs/pyroscope/transitions/side.ts';
import { type GateVerdict, judgeGate } from '../../phase/gate.ts';
import { type TimeLine, timeLineOf } from '../../phase/time-line.ts';
import type { TransitionJudgement } from '../../phase/transition.ts';
import { PLAN_FORMATS, type PlanFormatName } from '../../report/plan/index.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import { PLAIN } from '../../report/text.ts';
import { err, ok, type Result } from '../../result.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import { readOutputs, writeOutputs } from '../formats.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { addressOf } from '../live/cluster-flags.ts';
import { minSoak } from '../live/min-soak.ts';
import { problemText, withCluster } from '../live/with-cluster.ts';
import { paintFor } from '../paint.ts';
import { readText } from '../read-text.ts';
import { type PlanFlags, readPlanFlags } from './flags.ts';
import { planFindings } from './plan-findings.ts';
import type { PlanSides } from './plan-sides.ts';
import { liveSides, offlineSides } from './read-sides.ts';

const NO_HISTORY: TimeLine = { spans: [], isStartKnown: false };

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

function judge(sides: PlanSides, timeLine: TimeLine, now: Date): TransitionJudgement {
  return judgeTransition(sideOf(sides.before), sideOf(sides.after), timeLine, now.getTime());
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

async function livePlan(
  installed: InstalledRelease,
  history: PhaseHistory,
  flags: PlanFlags,
  io: Io,
): Promise<Result<PlanReport, string>> {
  const now = new Date();
  const sides = liveSides(installed, flags, io);
  if (!sides.ok) return sides;
  const timeLine = timeLineOf(history.revisions);
  const judgement = judge(sides.value, timeLine, now);
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

async function offlinePlan(flags: PlanFlags, io: Io): Promise<Result<PlanReport, string>> {
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
      judgement: judge(sides.value, NO_HISTORY, now),
      timeLine: NO_HISTORY,
      findings: await planFindings(release),
    }),
  );
}

/** Refused steps and errors of the linter make the exit code 1; a closed gate may open by waiting, and does not. */
const exitCodeOf = ({ notices, findings }: PlanReport): ExitCode =>
  notices.some(({ severity }) => severity === 'refusal') ||
  findings.some(({ severity }) => severity === 'error')
    ? 1
    : 0;

async function show(plan: Result<PlanReport, string>, flags: PlanFlags, io: Io): Promise<ExitCode> {
  if (!plan.ok) return fail(io, plan.error);
  const outputs = readOutputs(flags.format, Object.keys(PLAN_FORMATS) as PlanFormatName[]);
  if (!outputs.ok) return fail(io, outputs.error);
  const printed = await writeOutputs(
    outputs.value,
    async ({ format, file }) => {
      const paint = file === undefined && format === 'text' ? await paintFor(io.colourOnStdout) : PLAIN;
      return (await PLAN_FORMATS[format]())(plan.value, paint);
    },
    io,
  );
  if (!printed.ok) return fail(io, printed.error);
  return writeResult(printed.value, io) === 0 ? exitCodeOf(plan.value) : 2;
}

const cannotAsk = (problem: LiveProblem, io: Io): ExitCode => fail(io, problemText(problem));

/** `phasegate plan`: what a step will do, before it is taken. */
export const plan: Command = async (argv, io) => {
  const flags = readPlanFlags(argv);
  if (!flags.ok) return endUsage(flags.error, io);
  const { release } = flags.value;
  if (release === undefined) return show(await offlinePlan(flags.value, io), flags.value, io);
  return withCluster(addressOf(flags.value, io), io, async (cluster) => {
    const installed = await cluster.release(release);
    if (!installed.ok) return cannotAsk(installed.error, io);
    const history = await phaseHistory(cluster, installed.value);
    if (!history.ok) return cannotAsk(history.error, io);
    return show(await livePlan(installed.value, history.value, flags.value, io), flags.value, io);
  });
};
