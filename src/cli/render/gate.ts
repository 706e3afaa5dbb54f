import type { Pack } from '../../pack.ts';
import { type StoredRelease, storedAs, storedReleases } from '../../release/history.ts';
import type { ReleaseOutcome } from '../../release/intent.ts';
import type { RenderedStream, RenderRequest } from '../../render/render-stream.ts';
import { findingsOf, type GateOutcome } from '../../step/gate-findings.ts';
import type { GateReason } from '../../step/status-reason.ts';
import { durationText } from '../../times.ts';
import { withLibrary } from '../../yaml/library.ts';
import { orExit } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { shownAddress, withCluster } from '../shared-options.ts';
import { askGate, gateUnavailable } from './ask-gate.ts';
import type { GateOptions } from './gate-options.ts';
import { stampWorkloads } from './stamp-workloads.ts';

const NO_NAMESPACE: GateReason = {
  what: 'the namespace of the release is unknown, and Helm does not pass it to a post-renderer',
  remedy:
    'pass --namespace (and --kube-context), or set $HELM_NAMESPACE, or gate.namespace in phasegate.yaml',
};

/** A release of the same name somewhere else proves nothing about this one. */
const otherNamespace = ({ namespace: rendered }: ReleaseOutcome, namespace: string): GateReason => ({
  what: `the manifests are for namespace ${rendered}, but the gate was told to check ${namespace}`,
  remedy: `pass --namespace ${rendered}, as you do to helm`,
});

const stateOf = ({ verdict: { open, overridden } }: GateOutcome): string =>
  overridden ? `overridden: ${overridden.reason}` : open ? 'open' : 'closed';

function withGate(release: ReleaseOutcome, gate: GateOutcome, asked: string): ReleaseOutcome {
  const loss = gate.verdict.open ? (gate.verdict.acceptedLoss ?? []) : [];
  return {
    ...release,
    decisions: [
      ...release.decisions,
      { about: 'gate', value: stateOf(gate), source: asked },
      ...(gate.firstInstall === undefined
        ? []
        : [{ about: 'first install', value: gate.firstInstall, source: gate.allowedBy ?? asked }]),
      ...loss.map((id) => ({ about: 'accepted loss', value: id, source: '--accept-data-loss' })),
    ],
    findings: [...release.findings, ...findingsOf(gate, release.name, asked)],
  };
}

const TIMEOUT_MS = 120_000;

/** When a run may no longer ask: at Ctrl-C, or when its time is over. */
interface Deadline {
  readonly signal: AbortSignal;
  /** Why, where the time is over. */
  readonly over: () => GateReason | undefined;
}

function deadlineOf(
  { timeoutMs = TIMEOUT_MS }: GateOptions,
  { interrupted }: Pick<Io, 'interrupted'>,
): Deadline {
  const limit = AbortSignal.timeout(timeoutMs);
  return {
    signal: AbortSignal.any([interrupted, limit]),
    over: () =>
      limit.aborted
        ? {
            what: `the gate was not done within ${durationText(timeoutMs)}, and what it still asked then was interrupted`,
            remedy: 'find out why the cluster answers slowly, or give the gate more time with --gate-timeout',
          }
        : undefined,
  };
}

/** A gate whose time was over: that is the first of its reasons, and those that follow name what was missing. */
function inTime(gate: GateOutcome, { over }: Deadline): GateOutcome {
  const { verdict } = gate;
  const reason = verdict.reasons.length > 0 ? over() : undefined;
  if (reason === undefined) return gate;
  return { ...gate, verdict: { ...verdict, reasons: [reason, ...verdict.reasons] } };
}

interface GateRun {
  readonly packs: readonly Pack[];
  readonly intentFor: RenderRequest['intentFor'];
  readonly options: GateOptions;
  readonly io: Io;
  /** Opens a cluster and closes it afterwards. */
  readonly useCluster?: typeof withCluster;
}

/** A release once the gate was asked, and the stamp that its workloads get. */
interface Asked {
  readonly outcome: ReleaseOutcome;
  readonly pack: Pack;
  readonly stamp?: string;
}

async function ask(
  release: ReleaseOutcome,
  { texts }: RenderedStream,
  { packs, intentFor, options, io, useCluster = withCluster }: GateRun,
  deadline: Deadline,
): Promise<Asked> {
  const { namespace } = options;
  const { name } = release;
  const now = new Date();
  const pack = packs.find((one) => one.name === release.pack);
  if (pack === undefined) throw new Error(`no pack ${release.pack}`);
  const asked = (gate: GateOutcome, whom: string): Asked => {
    const { stamp } = gate;
    return { outcome: withGate(release, gate, whom), pack, ...(stamp !== undefined && { stamp }) };
  };
  const unavailable = (reason: GateReason): Asked =>
    asked(gateUnavailable({ name, options, now }, release.to, reason), 'nobody');
  if (namespace === undefined) return unavailable(NO_NAMESPACE);
  if (release.namespace !== '' && release.namespace !== namespace)
    return unavailable(otherNamespace(release, namespace));
  const stated = orExit(intentFor(release));
  const applied = await withLibrary(() => storedReleases(texts.join(''), [pack], stated));
  const which = (held: readonly StoredRelease[]) => storedAs(held, release);
  const next = which(applied)?.state;
  const address = { ...options, namespace };
  const { signal } = deadline;
  const gate = await useCluster(address, { ...io, interrupted: signal }, (cluster) =>
    askGate({ cluster, name, pack, next, which, stated, options, signal, now }),
  );
  return asked(inTime(gate, deadline), shownAddress(address));
}

/** Asks the gate for every release of a stream that nothing refuses yet; a closed one refuses. */
export async function passGate(rendered: RenderedStream, run: GateRun): Promise<RenderedStream> {
  const deadline = deadlineOf(run.options, run.io);
  let asked = rendered;
  for (const release of rendered.releases) {
    if (isRefused(release)) continue;
    const { outcome, pack, stamp } = await ask(release, rendered, run, deadline);
    const releases = asked.releases.map((one) => (one === release ? outcome : one));
    asked = asked.with({ releases });
    if (run.options.isStamped && !isRefused(outcome))
      asked = await withLibrary(() => stampWorkloads(asked, outcome, pack, stamp));
  }
  return asked;
}

const isRefused = ({ findings }: ReleaseOutcome): boolean =>
  findings.some(({ outcome }) => outcome === 'refused');
