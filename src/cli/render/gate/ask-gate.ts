import type { CheckResult } from '../../../checks/check.ts';
import type { Cluster, InstalledRelease } from '../../../live/cluster.ts';
import { urlEndpoint } from '../../../live/http.ts';
import type { LiveProblem } from '../../../live/problems.ts';
import { checkContext } from '../../../packs/pyroscope/checks/context.ts';
import { runChecks } from '../../../packs/pyroscope/checks/index.ts';
import { phaseHistory, type StoredManifest } from '../../../packs/pyroscope/steps/installed.ts';
import { judgeTransition } from '../../../packs/pyroscope/steps/judge-transition.ts';
import { stateOfManifest } from '../../../packs/pyroscope/steps/release-state.ts';
import { type GateVerdict, judgeGate } from '../../../step/gate.ts';
import { type TimeLine, timeLineOf } from '../../../step/time-line.ts';
import type { GateOptions } from './gate-options.ts';

const HOUR = 3_600_000;
const NO_HISTORY: TimeLine = { spans: [], isStartKnown: false };

/** A gate's verdict with the transition that it is about. */
export interface AskedGate {
  readonly from: string;
  readonly to: string;
  readonly verdict: GateVerdict;
}

interface Question {
  readonly cluster: Cluster;
  readonly name: string;
  /** What is about to be applied. */
  readonly next: StoredManifest;
  readonly options: GateOptions;
  readonly signal: AbortSignal;
  readonly now: Date;
}

const facts = ({ name, options, now }: Question) => ({
  now: now.getTime(),
  ...(options.minSoakMs !== undefined && { minSoakMs: options.minSoakMs }),
  dataLossAccepted: options.acceptDataLoss === name,
  ...(options.override !== undefined && { override: { reason: options.override } }),
});

/** Nothing could be asked: the gate stays closed, unless somebody opens it. */
function unasked(question: Question, { what, remedy }: LiveProblem): AskedGate {
  const verdict = judgeGate({
    ...facts(question),
    transition: undefined,
    rule: undefined,
    timeLine: NO_HISTORY,
    checks: undefined,
    lastStatus: 'deployed',
    problems: [{ what, remedy }],
  });
  return { from: 'the installed phase', to: question.next.phase ?? 'unclear', verdict };
}

const FIRST_INSTALL: AskedGate['verdict'] = { open: true, reasons: [] };

async function checksOf(
  { cluster, options, signal }: Question,
  installed: InstalledRelease,
  current: StoredManifest,
): Promise<readonly CheckResult[] | LiveProblem> {
  if (current.phase === undefined) return [];
  const context = await checkContext(cluster, installed, current, {
    phase: current.phase,
    sinceMs: HOUR,
    ...(options.tenant !== undefined && { tenant: options.tenant }),
    ...(options.url !== undefined && { server: urlEndpoint(new URL(options.url)) }),
    signal,
  });
  if (!context.ok) return context.error;
  const checks: CheckResult[] = [];
  for await (const check of runChecks(context.value)) checks.push(check);
  return checks;
}

async function askInstalled(question: Question, installed: InstalledRelease): Promise<AskedGate> {
  const { cluster, next, now } = question;
  const history = await phaseHistory(cluster, installed);
  if (!history.ok) return unasked(question, history.error);
  const timeLine = timeLineOf(history.value.revisions);
  const { current } = history.value;
  const before = current && stateOfManifest(current);
  const after = stateOfManifest(next);
  const rule = before && after ? judgeTransition(before, after, timeLine, now.getTime()) : undefined;
  const checks = rule?.needs.verified && current ? await checksOf(question, installed, current) : undefined;
  const problems = checks !== undefined && 'what' in checks ? [checks] : [];
  const verdict = judgeGate({
    ...facts(question),
    transition: before && after ? { from: before.phase, to: after.phase } : undefined,
    rule,
    timeLine,
    checks: checks !== undefined && 'what' in checks ? undefined : checks,
    lastStatus: installed.history.at(-1)?.status,
    problems,
  });
  return { from: before?.phase ?? 'unclear', to: after?.phase ?? 'unclear', verdict };
}

/** Asks the cluster whether what is about to be applied may be. A release that is not there yet may be installed. */
export async function askGate(question: Question): Promise<AskedGate> {
  const installed = await question.cluster.release(question.name);
  if (installed.ok) return askInstalled(question, installed.value);
  if (installed.error.kind !== 'no-release') return unasked(question, installed.error);
  return { from: 'nothing', to: question.next.phase ?? 'unclear', verdict: FIRST_INSTALL };
}
