import { joinClauses } from '../../../english.ts';
import { readStoredManifest, type StoredManifest } from '../../../packs/pyroscope/steps/installed.ts';
import type { RenderedStream } from '../../../render/render-stream.ts';
import type { Finding } from '../../../step/finding.ts';
import { type GateReason, OR_OVERRIDE } from '../../../step/gate.ts';
import type { ReleaseOutcome } from '../../../step/pack.ts';
import { withLibrary } from '../../../yaml/library.ts';
import type { Io } from '../../io.ts';
import { shownAddress } from '../../live/cluster-flags.ts';
import { withCluster } from '../../live/with-cluster.ts';
import { type AskedGate, askGate } from './ask-gate.ts';
import type { GateOptions } from './gate-options.ts';
import { gateClosed, gateLossAccepted, gateOverridden } from './gate-rules.ts';

const NO_NAMESPACE: GateReason = {
  what: 'nobody said in which namespace the release is, and Helm does not tell a post-renderer',
  remedy: `give --namespace (and --kube-context), or gate.namespace in phasegate.yaml, ${OR_OVERRIDE}`,
};

/** A release of the same name somewhere else proves nothing about this one. */
const otherNamespace = ({ namespace: rendered }: ReleaseOutcome, namespace: string): GateReason => ({
  what: `the manifests are for namespace ${rendered}, and the gate was told to ask in ${namespace}`,
  remedy: `give --namespace ${rendered}, as to helm, ${OR_OVERRIDE}`,
});

/** A message names this many reasons; phasegate verify and plan show the rest. */
const NAMED = 3;

function joined(texts: readonly string[], rest: string): string {
  const named = [...new Set(texts)].slice(0, NAMED);
  return joinClauses(...named, ...(texts.length > NAMED ? [rest] : []));
}

function argsOf({ from, to, verdict }: AskedGate, { name, namespace }: ReleaseOutcome, asked: string) {
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

function lossOf({ from, to, verdict }: AskedGate, { name }: ReleaseOutcome, asked: string): Finding[] {
  const { open, acceptedLoss = [] } = verdict;
  if (!open || acceptedLoss.length === 0) return [];
  const args = { from, to, asked, release: name, refusals: acceptedLoss.join(', ') };
  return [{ ruleId: gateLossAccepted.id, severity: gateLossAccepted.severity, args }];
}

function findingsOf(gate: AskedGate, release: ReleaseOutcome, asked: string): readonly Finding[] {
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

const stateOf = ({ verdict: { open, overridden } }: AskedGate): string =>
  overridden ? `overridden: ${overridden.reason}` : open ? 'open' : 'closed';

/** @param namespace that was asked, where the manifests name none */
function withGate(
  release: ReleaseOutcome,
  gate: AskedGate,
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

/** A gate that nobody could be asked for: closed, unless it is overridden. */
function unasked({ to }: ReleaseOutcome, reason: GateReason, { override }: GateOptions): AskedGate {
  const overridden = override === undefined ? {} : { overridden: { reason: override } };
  const verdict = { open: override !== undefined, reasons: [reason], ...overridden };
  return { from: 'the installed phase', to, verdict };
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
  if (namespace === undefined) return withGate(release, unasked(release, NO_NAMESPACE, options), 'nobody');
  const { name } = release;
  if (release.namespace !== '' && release.namespace !== namespace)
    return withGate(release, unasked(release, otherNamespace(release, namespace), options), 'nobody');
  const next = (await withLibrary(() => readStoredManifest(texts.join(''), name))) ?? NOTHING;
  const address = { ...options, namespace };
  const gate = await useCluster(address, io, (cluster) =>
    askGate({ cluster, name, next, options, signal: io.interrupted, now: new Date() }),
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
