import { readStoredManifest } from '../../../packs/pyroscope/installed/stored-manifest.ts';
import type { Finding } from '../../../phase/finding.ts';
import type { ReleaseOutcome } from '../../../phase/pack.ts';
import type { RenderedStream } from '../../../render/render-stream.ts';
import type { Io } from '../../io.ts';
import { shownAddress } from '../../live/cluster-flags.ts';
import { withCluster } from '../../live/with-cluster.ts';
import { type AskedGate, askGate } from './ask-gate.ts';
import type { GateOptions } from './gate-options.ts';
import { gateClosed, gateOverridden } from './gate-rules.ts';

const NO_NAMESPACE: AskedGate['verdict'] = {
  open: false,
  reasons: [
    {
      what: 'nobody said in which namespace the release is, and Helm does not tell a post-renderer',
      remedy: 'give --namespace (and --kube-context), or gate.namespace in phasegate.yaml',
    },
  ],
};

/** A message names this many reasons; phasegate verify and plan show the rest. */
const NAMED = 3;

function joined(texts: readonly string[], rest: string): string {
  const named = [...new Set(texts)].slice(0, NAMED).join('; ');
  return texts.length > NAMED ? `${named}; ${rest}` : named;
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

function findingsOf(gate: AskedGate, release: ReleaseOutcome, asked: string): readonly Finding[] {
  const { open, overridden } = gate.verdict;
  const args = argsOf(gate, release, asked);
  if (!open) return [{ ruleId: gateClosed.id, severity: gateClosed.severity, args }];
  if (!overridden) return [];
  const { reason } = overridden;
  return [{ ruleId: gateOverridden.id, severity: gateOverridden.severity, args: { ...args, reason } }];
}

const stateOf = ({ verdict: { open, overridden } }: AskedGate): string =>
  overridden ? 'overridden' : open ? 'open' : 'closed';

function withGate(release: ReleaseOutcome, gate: AskedGate, asked: string): ReleaseOutcome {
  return {
    ...release,
    decisions: [...release.decisions, { about: 'gate', value: stateOf(gate), source: asked }],
    findings: [...release.findings, ...findingsOf(gate, release, asked)],
  };
}

async function ask(
  release: ReleaseOutcome,
  rendered: RenderedStream,
  options: GateOptions,
  io: Io,
): Promise<ReleaseOutcome> {
  const { namespace } = options;
  if (namespace === undefined) {
    const verdict =
      options.override === undefined
        ? NO_NAMESPACE
        : { ...NO_NAMESPACE, open: true, overridden: { reason: options.override } };
    return withGate(release, { from: 'the installed phase', to: release.to, verdict }, 'nobody');
  }
  const address = { ...options, namespace };
  const next = await readStoredManifest(rendered.texts.join(''));
  const nothing = { chart: '', layout: 'single-binary' as const, phase: undefined, workloads: [] };
  const gate = await withCluster(address, io, (cluster) =>
    askGate({
      cluster,
      name: release.name,
      next: next ?? nothing,
      options,
      signal: io.interrupted,
      now: new Date(),
    }),
  );
  return withGate(release, gate, shownAddress(address));
}

/** Asks the gate for every release of a stream that nothing refuses yet; a closed one refuses. */
export async function passGate(
  rendered: RenderedStream,
  options: GateOptions,
  io: Io,
): Promise<RenderedStream> {
  const releases: ReleaseOutcome[] = [];
  for (const release of rendered.releases) {
    const isRefused = release.findings.some(({ severity }) => severity === 'refusal');
    releases.push(isRefused ? release : await ask(release, rendered, options, io));
  }
  return { ...rendered, releases };
}
