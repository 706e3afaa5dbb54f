import { type CheckResult, runChecks } from '../../checks/check.ts';
import { liveContext } from '../../checks/context.ts';
import type { ProvenSoak } from '../../checks/live.ts';
import { overrideNotes } from '../../guard/stamp.ts';
import { historySkew } from '../../live/clocks.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { urlEndpoint } from '../../live/http.ts';
import type { LiveProblem } from '../../live/problems.ts';
import { allRefusals } from '../../live/rights.ts';
import { type Check, type Pack, type State, sure } from '../../pack.ts';
import { type SeenHistory, seenInCluster } from '../../release/beside-helm.ts';
import { phaseShown } from '../../release/from-manifests.ts';
import { judgeServers, podsOf, withServers } from '../../release/from-server.ts';
import { type PhaseHistory, phaseHistory, type StoredRelease } from '../../release/history.ts';
import type { StatedIntent } from '../../release/intent.ts';
import { judgeStep } from '../../release/judge-step.ts';
import { fluxOf } from '../../release/operator.ts';
import { NOTHING_PERMITTED, type Permissions } from '../../rules/judge.ts';
import { type GateQuestion, type GateVerdict, judgeGate } from '../../step/gate.ts';
import { type GateOutcome, notesOf, unprovenOf } from '../../step/gate-findings.ts';
import { provenSoak, soakOf } from '../../step/soak.ts';
import { describeSource } from '../../step/source.ts';
import type { GateReason } from '../../step/status-reason.ts';
import { NO_HISTORY, type TimeLine } from '../../step/time-line.ts';
import { durationText } from '../../times.ts';
import type { GateOptions } from './gate-options.ts';
import { gateStamp, overrideStamp } from './gate-stamp.ts';

const HOUR = 3_600_000;

interface Question {
  readonly cluster: Cluster;
  readonly name: string;
  readonly pack: Pack;
  /** Which of the releases in a stored manifest is asked about; the one of the name where it is left out. */
  readonly which?: (held: readonly StoredRelease[]) => StoredRelease | undefined;
  /** What is about to be applied; undefined where nothing of it can be read. */
  readonly next: State | undefined;
  /** What is installed, where `next` was not read off manifests: only what was read off the same can be compared. */
  readonly before?: State;
  readonly stated: StatedIntent;
  readonly options: GateOptions;
  readonly signal: AbortSignal;
  readonly now: Date;
}

const facts = ({ name, options, now }: Pick<Question, 'name' | 'options' | 'now'>) => ({
  now: now.getTime(),
  ...(options.acceptDataLoss !== undefined && {
    acceptedLoss: { named: options.acceptDataLoss, release: name },
  }),
  ...(options.minSoakMs !== undefined && { minSoakMs: options.minSoakMs }),
  ...(options.override !== undefined && { override: { reason: options.override } }),
});

/** Nothing could be asked: the gate stays closed, unless the user opens it. */
export function gateUnavailable(
  question: Pick<Question, 'name' | 'options' | 'now'>,
  to: string,
  { what, remedy }: GateReason,
): GateOutcome {
  const verdict = judgeGate({
    ...facts(question),
    phases: undefined,
    needs: {},
    findings: [],
    timeLine: NO_HISTORY,
    checks: undefined,
    lastStatus: 'deployed',
    problems: [{ what, remedy }],
  });
  return { from: 'the installed phase', to, verdict, ...overrideStamp(question.options, verdict) };
}

const OPEN: GateVerdict = { open: true, reasons: [], yieldsToOverride: false, inVain: [] };

/** Nothing runs in the first phase that a step could harm. A later one is mostly an upgrade that was asked elsewhere. */
function firstInstall(question: Question, to: string): GateOutcome {
  const { name, pack, next, options } = question;
  const { namespace, kubeContext, firstInstall: allowed } = options;
  const context =
    kubeContext === undefined ? 'the current context of the kubeconfig' : `context ${kubeContext}`;
  const seen = `Helm has no release ${name} in namespace ${namespace} (${context})`;
  const open = { from: 'nothing', to, verdict: OPEN, firstInstall: seen } as const;
  const phase = sure(next?.phase);
  if (phase !== undefined && phase === pack.phases[0]?.id) return open;
  if (allowed !== undefined) return { ...open, allowedBy: describeSource(allowed.source) };
  const closed = gateUnavailable(question, to, {
    what: `${seen}; a wrong namespace or context is likelier than a first install in ${to}`,
    remedy:
      'pass --namespace and --kube-context as you do to helm; if this is a first install, give --gate-first-install (PHASEGATE_GATE_FIRST_INSTALL=1, gate.firstInstall: true)',
  });
  return { ...closed, from: 'nothing' };
}

/** What is seen of the running system. */
type Seen = Pick<GateQuestion, 'checks' | 'findings' | 'problems' | 'clocks'>;

const NOT_ASKED: Seen = { checks: undefined, findings: [], problems: [] };

/** Those that a step asks for; all where it names none. */
async function checksFor(
  { checks = [] }: Pack,
  verified: GateQuestion['needs']['verified'],
): Promise<readonly Check[]> {
  const all = typeof checks === 'function' ? await checks() : checks;
  return typeof verified === 'object' ? all.filter(({ id }) => verified.includes(id)) : all;
}

/** What the checks prove of the phase that is left, and what the rules say of the servers that run. */
async function askServers(
  question: Question,
  installed: InstalledRelease,
  { runs, before }: { readonly runs: State; readonly before: State },
  verified: GateQuestion['needs']['verified'],
  soak: ProvenSoak | undefined,
): Promise<Seen> {
  const { cluster, pack, next = before, options, signal } = question;
  const asked = {
    sinceMs: HOUR,
    ...(soak && { soak }),
    ...(options.tenant !== undefined && { tenant: options.tenant }),
    ...(options.url !== undefined && { server: urlEndpoint(new URL(options.url), signal) }),
    signal,
  };
  const opened = await liveContext(cluster, installed, asked, podsOf(pack, runs));
  if (!opened.ok) return { ...NOT_ASKED, problems: [opened.error] };
  const live = withServers(opened.value, pack, runs);
  const of = { asked: () => undefined, options: {}, clock: live.now() };
  const checks: CheckResult[] = [];
  const asking = await checksFor(pack, verified);
  for await (const check of runChecks(asking, { ...of, now: runs, next }, live)) checks.push(check);
  const step = { ...of, now: next, before };
  // A step that needs some checks alone is not held up by what the servers run with either.
  const { findings, unread } =
    typeof verified === 'object'
      ? { findings: [], unread: [] }
      : await judgeServers(pack, live, step, permissionsOf(question));
  const clocks = historySkew(installed.history, question.now) ?? live.clockSkew?.();
  return { checks: [...checks, ...unread], findings, problems: [], ...(clocks && { clocks }) };
}

const shownPhase = (state: State | undefined): string => (state ? phaseShown(state) : 'unclear');

/** What the user allows in this step. */
const permissionsOf = ({ name, options, stated }: Question): Permissions => ({
  ...NOTHING_PERMITTED,
  acceptDataLoss: options.acceptDataLoss === name,
  acceptLoss: stated.choices.acceptLoss,
  // Whoever names the chart's version has said what the release is like, and the installed one with it.
  acceptUnknownChart: stated.choices.acceptUnknownChart || stated.chartVersion !== undefined,
});

/** The step as the rules see it; nothing where one side is unclear, for then its phase is what closes the gate. */
function judged(
  question: Question,
  before: State | undefined,
  history: TimeLine,
): Pick<GateQuestion, 'phases' | 'needs' | 'findings'> {
  const { pack, next, now } = question;
  const [from, to] = [sure(before?.phase), sure(next?.phase)];
  if (!before || !next || from === undefined || to === undefined)
    return { phases: undefined, needs: {}, findings: [] };
  const permissions = permissionsOf(question);
  const step = judgeStep(pack, { before, after: next, history, permissions, clock: now.getTime() });
  return { phases: { from, to }, needs: step.transition, findings: step.findings };
}

/** The time that the running system must have proven. */
function soakToProve(
  { options, now }: Question,
  { phases, needs }: Pick<GateQuestion, 'phases' | 'needs'>,
  timeLine: TimeLine,
): ProvenSoak | undefined {
  const minSoakMs = options.minSoakMs ?? needs.soakMs;
  if (phases === undefined || minSoakMs === undefined) return undefined;
  return provenSoak(soakOf({ phase: phases.from, timeLine, now: now.getTime(), minSoakMs }), minSoakMs);
}

/** The cluster did not answer; a right that is missing is told with the others. */
const unanswered = async (question: Question, problem: LiveProblem): Promise<GateOutcome> =>
  gateUnavailable(
    question,
    shownPhase(question.next),
    await allRefusals(question.cluster, question.name, problem),
  );

/** The history with what stood beside it: asked where the phase changes, and missed where the time in it counts. */
async function askBeside(
  { cluster, name, now }: Question,
  history: PhaseHistory,
  { phases, needs }: Pick<GateQuestion, 'phases' | 'needs'>,
): Promise<SeenHistory & { readonly problems: readonly LiveProblem[] }> {
  const alone = { timeLine: history.timeLine, conflicts: [], workloads: [], problems: [] };
  if (phases === undefined || phases.from === phases.to) return alone;
  const seen = await seenInCluster(cluster, name, history, now.getTime());
  if (seen.ok) return { ...seen.value, problems: [] };
  if (needs.soakMs === undefined) return alone;
  return { ...alone, problems: [await allRefusals(cluster, name, seen.error)] };
}

async function askInstalled(question: Question, installed: InstalledRelease): Promise<GateOutcome> {
  const { cluster, pack, next, which } = question;
  const history = await phaseHistory(cluster, installed, [pack], which);
  if (!history.ok) return unanswered(question, history.error);
  const { current } = history.value;
  const before = question.before ?? current?.state;
  const operator = fluxOf(current?.source.objects ?? []);
  const beside = await askBeside(question, history.value, judged(question, before, history.value.timeLine));
  const step = judged(question, before, beside.timeLine);
  const soak = soakToProve(question, step, beside.timeLine);
  const seen =
    step.needs.verified && current && before
      ? await askServers(question, installed, { runs: current.state, before }, step.needs.verified, soak)
      : NOT_ASKED;
  const last = installed.history.at(-1);
  const verdict = judgeGate({
    ...facts(question),
    ...step,
    ...seen,
    findings: [...step.findings, ...seen.findings],
    // All rights that are missing are told by whoever met the first.
    problems: beside.problems.length > 0 ? beside.problems : seen.problems,
    timeLine: beside.timeLine,
    lastStatus: last?.status,
    ...(last && { lastDescription: last.description }),
    operator,
  });
  const values = pack.phases.find(({ id }) => id === sure(next?.phase))?.values;
  const notes = [
    ...notesOf(beside, operator, values),
    ...overrideNotes(beside.workloads),
    ...unprovenOf(seen.checks ?? []),
  ];
  const proof = [
    ...(soak ? [`soak=${durationText(question.now.getTime() - soak.since).replaceAll(' ', '')}`] : []),
    ...(seen.checks ? [`checks=${seen.checks.filter(({ status }) => status === 'ok').length}`] : []),
  ];
  const { workloads } = beside;
  const stamped = await gateStamp({ ...question, phases: step.phases, verdict, current, workloads, proof });
  return {
    ...{ from: shownPhase(before), to: shownPhase(next), verdict },
    ...stamped,
    notes: [...notes, ...stamped.notes],
  };
}

/** Asks the cluster whether what is about to be applied may be. A release that is not there yet may be installed. */
export async function askGate(question: Question): Promise<GateOutcome> {
  const installed = await question.cluster.release(question.name);
  if (installed.ok) return askInstalled(question, installed.value);
  if (installed.error.kind !== 'no-release') return unanswered(question, installed.error);
  return firstInstall(question, shownPhase(question.next));
}
