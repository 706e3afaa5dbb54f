import { checkValues } from '../../lint/check-values.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import type { ReleaseValues } from '../../lint/release-values.ts';
import { DEFAULT_SETTINGS } from '../../lint/rule-settings.ts';
import type { InstalledRelease } from '../../live/cluster.ts';
import {
  type PhaseHistory,
  readStoredManifest,
  type StoredManifest,
} from '../../packs/pyroscope/steps/installed.ts';
import { judgeTransition } from '../../packs/pyroscope/steps/judge-transition.ts';
import { buildPlan, type PlanInput } from '../../packs/pyroscope/steps/plan.ts';
import { stateOf } from '../../packs/pyroscope/steps/release-state.ts';
import { pyroscopeValuesPack } from '../../packs/pyroscope/values-pack.ts';
import { FindingDescriber, inOrder } from '../../report/lint/describe.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import { judgeGate } from '../../step/gate.ts';
import { type TimeLine, timeLineOf } from '../../step/time-line.ts';
import { withLibrary } from '../../yaml/library.ts';
import { EarlyExit } from '../exit-code.ts';
import { readTextOf } from '../inputs.ts';
import type { Io } from '../io.ts';
import { addressOf } from '../shared-options.ts';
import type { PlanFlags } from './flags.ts';
import { liveSides, offlineSides, type PlanSides } from './sides.ts';

const NO_HISTORY: TimeLine = { spans: [], isStartKnown: false };

/** What the linter says about the values after the step, and about the change to them. */
async function planFindings(release: ReleaseValues): Promise<readonly LintFinding[]> {
  const found = await checkValues({ release, duplicates: [] }, pyroscopeValuesPack, DEFAULT_SETTINGS);
  const describer = new FindingDescriber(release.textOf);
  return found.map((finding) => describer.describe(finding, '')).toSorted(inOrder);
}

type CommonInput = Pick<PlanInput, 'time' | 'before' | 'after' | 'judgement' | 'timeLine' | 'findings'>;

/** What live and offline plans have in common. */
async function planInput(
  { before, after, beforeSource, afterSource, release }: PlanSides,
  timeLine: TimeLine,
): Promise<CommonInput> {
  const now = new Date();
  return {
    time: now,
    before: { values: before, source: beforeSource },
    after: { values: after, source: afterSource },
    judgement: judgeTransition(stateOf(before), stateOf(after), timeLine, now.getTime()),
    timeLine,
    findings: await planFindings(release),
  };
}

async function manifestsOf(
  { manifests }: PlanFlags,
  current: StoredManifest | undefined,
  io: Io,
): Promise<PlanInput['manifests']> {
  if (manifests === undefined || current === undefined) return undefined;
  const text = readTextOf(manifests, `--manifests ${manifests}`, io);
  const after = await withLibrary(() => readStoredManifest(text));
  if (after) return { before: current, after };
  throw new EarlyExit(`phasegate: --manifests ${manifests}: no Pyroscope release in this file`);
}

/** The plan of a step of an installed release. @throws EarlyExit if an input cannot be used */
export async function livePlan(
  installed: InstalledRelease,
  history: PhaseHistory,
  flags: PlanFlags,
  io: Io,
): Promise<PlanReport> {
  const sides = await liveSides(installed, flags, io);
  const manifests = await manifestsOf(flags, history.current, io);
  const input = await planInput(sides, timeLineOf(history.revisions));
  const { name, namespace } = installed;
  const { minSoakMs } = flags;
  const gate = judgeGate({
    transition: { from: sides.before.phase, to: sides.after.phase },
    rule: input.judgement,
    timeLine: input.timeLine,
    now: input.time.getTime(),
    ...(minSoakMs !== undefined && { minSoakMs }),
    checks: undefined,
    lastStatus: installed.history.at(-1)?.status,
    problems: [],
    dataLossAccepted: flags.acceptDataLoss === name,
  });
  const { kubeContext } = addressOf(flags, io);
  return buildPlan({
    ...input,
    release: { name, namespace, ...(kubeContext !== undefined && { kubeContext }) },
    gate,
    ...(manifests && { manifests }),
  });
}

/** The plan of a step between values files. @throws EarlyExit if an input cannot be used */
export async function offlinePlan(flags: PlanFlags, io: Io): Promise<PlanReport> {
  const input = await planInput(await offlineSides(flags, io), NO_HISTORY);
  return buildPlan({ ...input, release: { name: 'values', namespace: '' } });
}
