import type { CheckResult } from '../../checks/check.ts';
import { joinClauses } from '../../english.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { urlEndpoint } from '../../live/http.ts';
import type { LiveProblem } from '../../live/problems.ts';
import { PACKS } from '../../packs/index.ts';
import { checkContext } from '../../packs/pyroscope/checks/context.ts';
import { runChecks } from '../../packs/pyroscope/checks/index.ts';
import {
  phaseHistory,
  readStoredManifest,
  type StoredManifest,
} from '../../packs/pyroscope/steps/installed.ts';
import { judgeStep } from '../../release/judge-step.ts';
import type { RenderedStream } from '../../render/render-stream.ts';
import { NOTHING_PERMITTED } from '../../rules/judge.ts';
import type { Finding } from '../../step/finding.ts';
import { type GateReason, type GateVerdict, judgeGate } from '../../step/gate.ts';
import type { ReleaseOutcome } from '../../step/pack.ts';
import { NO_HISTORY, type TimeLine, timeLineOf } from '../../step/time-line.ts';
import { withLibrary } from '../../yaml/library.ts';
import type { Io } from '../io.ts';
import { shownAddress } from '../shared-options.ts';
import { withCluster } from '../with-cluster.ts';
import type { GateOptions } from './gate-options.ts';
import { gateClosed, gateLossAccepted, gateOverridden } from './gate-rules.ts';

const HOUR = 3_600_000;

/** A gate's verdict with the transition that it is about. */
interface GateOutcome {
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

const facts = ({ options, now }: Pick<Question, 'options' | 'now'>) => ({
  now: now.getTime(),
  ...(options.minSoakMs !== undefined && { minSoakMs: options.minSoakMs }),
  ...(options.override !== undefined && { override: { reason: options.override } }),
});

/** Nothing could be asked: the gate stays closed, unless the user opens it. */
function gateUnavailable(
  question: Pick<Question, 'options' | 'now'>,
  to: string | undefined,
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
  return { from: 'the installed phase', to: to ?? 'unclear', verdict };
}

const FIRST_INSTALL: GateOutcome['verdict'] = { open: true, reasons: [] };

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

/** What is judged of a step whose two phases are known. */
function judgedStep(
  { name, next, options, now }: Question,
  current: StoredManifest | undefined,
  history: TimeLine,
) {
  const [pack] = PACKS;
  if (!pack || current?.phase === undefined || next.phase === undefined) return undefined;
  if (!current.state || !next.state) return undefined;
  const permissions = { ...NOTHING_PERMITTED, acceptDataLoss: options.acceptDataLoss === name };
  const step = { before: current.state, after: next.state, history, permissions, clock: now.getTime() };
  return { from: current.phase, to: next.phase, ...judgeStep(pack, step) };
}

async function askInstalled(question: Question, installed: InstalledRelease): Promise<GateOutcome> {
  const { cluster, next } = question;
  const history = await phaseHistory(cluster, installed);
  if (!history.ok) return gateUnavailable(question, next.phase, history.error);
  const timeLine = timeLineOf(history.value.revisions);
  const { current } = history.value;
  const judged = judgedStep(question, current, timeLine);
  const { transition = {}, findings = [] } = judged ?? {};
  const checks = transition.verified && current ? await checksOf(question, installed, current) : undefined;
  const problems = checks !== undefined && 'what' in checks ? [checks] : [];
  const verdict = judgeGate({
    ...facts(question),
    phases: judged && { from: judged.from, to: judged.to },
    needs: transition,
    findings,
    timeLine,
    checks: checks !== undefined && 'what' in checks ? undefined : checks,
    lastStatus: installed.history.at(-1)?.status,
    problems,
  });
  return { from: current?.phase ?? 'unclear', to: next.phase ?? 'unclear', verdict };
}

/** Asks the cluster whether what is about to be applied may be. A release that is not there yet may be installed. */
export async function askGate(question: Question): Promise<GateOutcome> {
  const installed = await question.cluster.release(question.name);
  if (installed.ok) return askInstalled(question, installed.value);
  if (installed.error.kind !== 'no-release')
    return gateUnavailable(question, question.next.phase, installed.error);
  return { from: 'nothing', to: question.next.phase ?? 'unclear', verdict: FIRST_INSTALL };
}

const NO_NAMESPACE: GateReason = {
  what: 'the namespace of the release is unknown, and Helm does not pass it to a post-renderer',
  remedy: 'pass --namespace (and --kube-context), or set gate.namespace in phasegate.yaml',
};

/** A release of the same name somewhere else proves nothing about this one. */
const otherNamespace = ({ namespace: rendered }: ReleaseOutcome, namespace: string): GateReason => ({
  what: `the manifests are for namespace ${rendered}, but the gate was told to check ${namespace}`,
  remedy: `pass --namespace ${rendered}, as you do to helm`,
});

/** A message names this many reasons; phasegate verify and plan show the rest. */
const NAMED = 3;

function joined(texts: readonly string[], rest: string): string {
  const named = [...new Set(texts)].slice(0, NAMED);
  return joinClauses(...named, ...(texts.length > NAMED ? [rest] : []));
}

function argsOf({ from, to, verdict }: GateOutcome, { name, namespace }: ReleaseOutcome, asked: string) {
  const { reasons, earliest = '' } = verdict;
  const verify = `phasegate verify -n ${namespace} ${name} shows them all`;
  return {
    from,
    to,
    asked,
    reasons: joined(
      reasons.map(({ what }) => what),
      `and ${reasons.length - NAMED} more`,
    ),
    remedies: joined(
      reasons.map(({ remedy }) => remedy),
      verify,
    ),
    earliest,
  };
}

function lossOf({ from, to, verdict }: GateOutcome, { name }: ReleaseOutcome, asked: string): Finding[] {
  const { open, acceptedLoss = [] } = verdict;
  if (!open || acceptedLoss.length === 0) return [];
  const args = { from, to, asked, release: name, refusals: acceptedLoss.join(', ') };
  return [{ ruleId: gateLossAccepted.id, severity: gateLossAccepted.severity, args }];
}

function findingsOf(gate: GateOutcome, release: ReleaseOutcome, asked: string): readonly Finding[] {
  const { open, overridden } = gate.verdict;
  const args = argsOf(gate, release, asked);
  if (!open) return [{ ruleId: gateClosed.id, severity: gateClosed.severity, args }];
  const loss = lossOf(gate, release, asked);
  if (!overridden) return loss;
  const { reason } = overridden;
  return [
    { ruleId: gateOverridden.id, severity: gateOverridden.severity, args: { ...args, reason } },
    ...loss,
  ];
}

const stateOf = ({ verdict: { open, overridden } }: GateOutcome): string =>
  overridden ? `overridden: ${overridden.reason}` : open ? 'open' : 'closed';

/** @param namespace that was asked, where the manifests name none */
function withGate(
  release: ReleaseOutcome,
  gate: GateOutcome,
  asked: string,
  namespace = release.namespace,
): ReleaseOutcome {
  const loss = gate.verdict.open ? (gate.verdict.acceptedLoss ?? []) : [];
  return {
    ...release,
    decisions: [
      ...release.decisions,
      { about: 'gate', value: stateOf(gate), source: asked },
      ...loss.map((id) => ({ about: 'accepted loss', value: id, source: '--accept-data-loss' })),
    ],
    findings: [...release.findings, ...findingsOf(gate, { ...release, namespace }, asked)],
  };
}

const NOTHING: StoredManifest = { chart: '', layout: 'single-binary', phase: undefined, workloads: [] };

async function ask(
  release: ReleaseOutcome,
  { texts }: RenderedStream,
  options: GateOptions,
  io: Io,
  useCluster: typeof withCluster,
): Promise<ReleaseOutcome> {
  const { namespace } = options;
  const { name } = release;
  const now = new Date();
  const unavailable = (reason: GateReason): ReleaseOutcome =>
    withGate(release, gateUnavailable({ options, now }, release.to, reason), 'nobody');
  if (namespace === undefined) return unavailable(NO_NAMESPACE);
  if (release.namespace !== '' && release.namespace !== namespace)
    return unavailable(otherNamespace(release, namespace));
  const next = (await withLibrary(() => readStoredManifest(texts.join(''), name))) ?? NOTHING;
  const address = { ...options, namespace };
  const gate = await useCluster(address, io, (cluster) =>
    askGate({ cluster, name, next, options, signal: io.interrupted, now }),
  );
  return withGate(release, gate, shownAddress(address), namespace);
}

/**
 * Asks the gate for every release of a stream that nothing refuses yet; a closed one refuses.
 * @param useCluster opens a cluster and closes it afterwards
 */
export async function passGate(
  rendered: RenderedStream,
  options: GateOptions,
  io: Io,
  useCluster: typeof withCluster = withCluster,
): Promise<RenderedStream> {
  const releases: ReleaseOutcome[] = [];
  for (const release of rendered.releases) {
    const isRefused = release.findings.some(({ severity }) => severity === 'refusal');
    releases.push(isRefused ? release : await ask(release, rendered, options, io, useCluster));
  }
  return { ...rendered, releases };
}
