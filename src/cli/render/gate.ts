import { type CheckResult, runChecks } from '../../checks/check.ts';
import { liveContext } from '../../checks/context.ts';
import { joinClauses } from '../../english.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { urlEndpoint } from '../../live/http.ts';
import type { LiveProblem } from '../../live/problems.ts';
import type { Case, Finding } from '../../pack.ts';
import { live as asking } from '../../packs/pyroscope/live.ts';
import {
  phaseHistory,
  readStoredManifest,
  type StoredManifest,
} from '../../packs/pyroscope/steps/installed.ts';
import { judgeTransition } from '../../packs/pyroscope/steps/judge-transition.ts';
import { stateOfManifest } from '../../packs/pyroscope/steps/release-state.ts';
import type { ReleaseOutcome } from '../../release/outcome.ts';
import type { RenderedStream } from '../../render/render-stream.ts';
import { type GateReason, type GateVerdict, judgeGate } from '../../step/gate.ts';
import { type TimeLine, timeLineOf } from '../../step/time-line.ts';
import { withLibrary } from '../../yaml/library.ts';
import type { Io } from '../io.ts';
import { shownAddress } from '../shared-options.ts';
import { mainContainerOf, withCluster } from '../with-cluster.ts';
import type { GateOptions } from './gate-options.ts';
import { type GateWords, gateClosed, gateLossAccepted, gateOverridden } from './gate-rules.ts';

const HOUR = 3_600_000;
const NO_HISTORY: TimeLine = { spans: [], isStartKnown: false };

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

const facts = ({ name, options, now }: Pick<Question, 'name' | 'options' | 'now'>) => ({
  now: now.getTime(),
  ...(options.minSoakMs !== undefined && { minSoakMs: options.minSoakMs }),
  dataLossAccepted: options.acceptDataLoss === name,
  ...(options.override !== undefined && { override: { reason: options.override } }),
});

/** Nothing could be asked: the gate stays closed, unless the user opens it. */
function gateUnavailable(
  question: Pick<Question, 'name' | 'options' | 'now'>,
  to: string | undefined,
  { what, remedy }: GateReason,
): GateOutcome {
  const verdict = judgeGate({
    ...facts(question),
    transition: undefined,
    rule: undefined,
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
  const { state } = current;
  if (state === undefined) return [];
  const live = await liveContext(cluster, installed, {
    sinceMs: HOUR,
    ...(options.tenant !== undefined && { tenant: options.tenant }),
    ...(options.url !== undefined && { server: urlEndpoint(new URL(options.url)) }),
    signal,
  });
  if (!live.ok) return live.error;
  const of: Case = { now: state, asked: () => undefined, options: {}, clock: live.value.now() };
  const checks: CheckResult[] = [];
  for await (const check of runChecks(asking.checks, of, live.value)) checks.push(check);
  return checks;
}

async function askInstalled(question: Question, installed: InstalledRelease): Promise<GateOutcome> {
  const { cluster, next, now } = question;
  const history = await phaseHistory(cluster, installed);
  if (!history.ok) return gateUnavailable(question, next.phase, history.error);
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

function wordsOf(
  { from, to, verdict }: GateOutcome,
  { name, namespace }: ReleaseOutcome,
  asked: string,
): GateWords {
  const { reasons, earliest } = verdict;
  const verify = `phasegate verify -n ${namespace} ${name} shows them all`;
  const whats = reasons.map(({ what }) => what);
  return {
    from,
    to,
    asked,
    reasons: joined(whats, `and ${reasons.length - NAMED} more`),
    remedies: joined(
      reasons.map(({ remedy }) => remedy),
      verify,
    ),
    earliest,
  };
}

function findingsOf(gate: GateOutcome, release: ReleaseOutcome, asked: string): readonly Finding[] {
  const { open, overridden, acceptedLoss = [] } = gate.verdict;
  const words = wordsOf(gate, release, asked);
  if (!open) return [gateClosed(words)];
  return [
    ...(overridden ? [gateOverridden(words, overridden.reason)] : []),
    ...(acceptedLoss.length > 0 ? [gateLossAccepted(words, release.name, acceptedLoss)] : []),
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
    withGate(release, gateUnavailable({ name, options, now }, release.to, reason), 'nobody');
  if (namespace === undefined) return unavailable(NO_NAMESPACE);
  if (release.namespace !== '' && release.namespace !== namespace)
    return unavailable(otherNamespace(release, namespace));
  const next = (await withLibrary(() => readStoredManifest(texts.join(''), name))) ?? NOTHING;
  const address = { ...options, namespace };
  const gate = await useCluster(
    address,
    io,
    (cluster) => askGate({ cluster, name, next, options, signal: io.interrupted, now }),
    mainContainerOf([asking]),
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
    const isRefused = release.findings.some(({ outcome }) => outcome === 'refused');
    releases.push(isRefused ? release : await ask(release, rendered, options, io, useCluster));
  }
  return { ...rendered, releases };
}
