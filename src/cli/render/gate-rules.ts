import type { Finding } from '../../pack.ts';

/** What a gate judged, in words. */
export interface GateWords {
  readonly from: string;
  readonly to: string;
  /** Whom it asked: `production of context blue`. */
  readonly asked: string;
  readonly reasons: string;
  readonly remedies: string;
  /** The same in fewer words, where there are many. */
  readonly brief?: Pick<GateWords, 'reasons' | 'remedies'>;
}

/** It is about the step, and about no place in the manifests. */
const ofGate = { audit: [], also: [], doubts: [] };

const verifyAfterwards = (phase: string): string => `phasegate verify --phase ${phase} afterwards`;

/** The proof for a step is missing. */
export const gateClosed = ({ from, to, asked, reasons, remedies, brief }: GateWords): Finding => ({
  ...ofGate,
  rule: 'gate-closed',
  severity: 'error',
  outcome: 'refused',
  what: `the gate of ${from} → ${to} is closed (asked: ${asked})`,
  why: reasons,
  fix: remedies,
  ...(brief && { brief: { why: brief.reasons, fix: brief.remedies } }),
});

/** A release that Helm does not know: told each time, as a wrong place looks the same. */
export const gateFirstInstall = (seen: string): Finding => ({
  ...ofGate,
  rule: 'gate-first-install',
  outcome: 'said',
  severity: 'info',
  what: `taken for a first install: ${seen}`,
  why: 'The gate protects what runs. A wrong namespace or context looks the same as a release that is not there yet.',
  fix: 'if the release runs already, pass --namespace and --kube-context as you do to helm',
});

/** Somebody let a step through without its proof. */
export const gateOverridden = ({ from, to, asked, reasons, brief }: GateWords, reason: string): Finding => ({
  ...ofGate,
  rule: 'gate-overridden',
  outcome: 'said',
  severity: 'warning',
  what: `the gate of ${from} → ${to} was closed (asked: ${asked}) and overridden: ${reason}`,
  why: reasons,
  fix: verifyAfterwards(to),
  ...(brief && { brief: { why: brief.reasons, fix: verifyAfterwards(to) } }),
});

/** Somebody let a step through that loses data. @param refusals ids of what was accepted */
export const gateLossAccepted = (
  { from, to, asked }: GateWords,
  release: string,
  refusals: readonly string[],
): Finding => ({
  ...ofGate,
  rule: 'gate-loss-accepted',
  outcome: 'said',
  severity: 'warning',
  what: `${from} → ${to} goes on, with the data loss accepted (asked: ${asked}): ${refusals.join(', ')}`,
  why: `--accept-data-loss=${release} was given`,
  fix: verifyAfterwards(to),
});
