import { joinClauses } from '../english.ts';
import type { Finding, RuleDescription } from '../pack.ts';
import { type GateReason, type GateVerdict, remediesOf } from './gate.ts';

/** A gate's verdict with the transition that it is about. */
export interface GateOutcome {
  readonly from: string;
  readonly to: string;
  readonly verdict: GateVerdict;
  /** What was seen of a release that may be installed; undefined for any other. */
  readonly firstInstall?: string;
  /** Who allowed it in a later phase than the first. */
  readonly allowedBy?: string;
}

/** What a gate judged, in words. */
interface GateWords {
  readonly from: string;
  readonly to: string;
  /** Whom it asked: `production of context blue`. */
  readonly asked: string;
  readonly reasons: string;
  readonly remedies: string;
  /** The same in fewer words, where there are many. */
  readonly brief?: Pick<GateWords, 'reasons' | 'remedies'>;
}

const gateRule = (
  rule: Pick<RuleDescription, 'id' | 'severity' | 'summary' | 'why' | 'details'>,
): RuleDescription => ({ ...rule, bad: [] });

/** The proof for a step is missing, or a rule refuses it. */
export const GATE_CLOSED = gateRule({
  id: 'gate-closed',
  severity: 'error',
  summary: 'the gate does not let the step through',
  why: 'A rule refuses the step, or the running system does not prove that the step loses nothing.',
  details: `Render with \`--gate\` asks Helm and the pods before it writes anything; \`phasegate plan\` asks the same. The message
names three reasons; \`phasegate report\` shows all of them.

What opens the gate depends on the reason:

- The soak is not over: wait until the time that the message names.
- A check is not green, or the cluster did not answer: run \`phasegate verify\` until it is green. It prints what
  it saw, what it expected and a command that shows the same.
- A rule refuses the step: follow its remedy; \`phasegate explain ID\` explains the rule. Where data would be lost and that
  is acceptable, \`--accept-data-loss=RELEASE\` lets this release through. It proves nothing, so the other reasons stay.
- Helm does not know the release: pass \`--namespace\` and \`--kube-context\` as you do to helm. If this is a first
  install, give \`--gate-first-install\`.
- The proof cannot be had, and you know that the step is safe: \`--gate-override "<reason>"\`. The report keeps the reason.
  An override does not open a gate that a rule closes because data would be lost.`,
});

/** The user let a step through without its proof. */
export const GATE_OVERRIDDEN = gateRule({
  id: 'gate-overridden',
  severity: 'warning',
  summary: 'the gate was closed, and --gate-override opened it',
  why: 'The step was taken without the proof that it loses nothing.',
  details: `The message and the report hold the reason that was given and everything that was not proven. Run \`phasegate verify\`
afterwards. \`--strict\` refuses this as it refuses other warnings.`,
});

/** A release that Helm does not know. */
export const GATE_FIRST_INSTALL = gateRule({
  id: 'gate-first-install',
  severity: 'info',
  summary: 'Helm does not know the release, so the gate has nothing to protect',
  why: 'The gate protects what runs. A wrong namespace or context looks the same as a release that is not there yet.',
  details: `In the first phase a first install is let through, and this is printed every time. In a later phase the gate stays
closed until \`--gate-first-install\` says that it is one.

If the release runs already, pass \`--namespace\` and \`--kube-context\` as you do to helm.`,
});

/** The user let a step through that loses data. */
export const GATE_LOSS_ACCEPTED = gateRule({
  id: 'gate-loss-accepted',
  severity: 'warning',
  summary: 'a rule refuses the step because it loses data, and --accept-data-loss accepted that',
  why: 'What the step loses cannot be had back by going back.',
  details: `The message names the rules that would have refused; \`phasegate explain ID\` tells what each of them is about. Run
\`phasegate verify\` afterwards. \`--strict\` refuses this as it refuses other warnings.`,
});

/** What a gate says itself; its other reasons are those of rules and checks. */
export const GATE_RULES: readonly RuleDescription[] = [
  ...[GATE_CLOSED, GATE_OVERRIDDEN, GATE_FIRST_INSTALL, GATE_LOSS_ACCEPTED],
];

/** It is about the step, and about no place in the manifests. */
const ofGate = ({ id: rule, severity }: RuleDescription) => ({
  ...{ rule, severity, audit: [], also: [], doubts: [] },
});

const verifyAfterwards = (phase: string): string => `phasegate verify --phase ${phase} afterwards`;

const gateClosed = ({ from, to, asked, reasons, remedies, brief }: GateWords): Finding => ({
  ...ofGate(GATE_CLOSED),
  outcome: 'refused',
  what: `the gate of ${from} → ${to} is closed (asked: ${asked})`,
  why: reasons,
  fix: remedies,
  ...(brief && { brief: { why: brief.reasons, fix: brief.remedies } }),
});

const gateFirstInstall = (seen: string): Finding => ({
  ...ofGate(GATE_FIRST_INSTALL),
  outcome: 'said',
  what: `taken for a first install: ${seen}`,
  why: GATE_FIRST_INSTALL.why,
  fix: 'if the release runs already, pass --namespace and --kube-context as you do to helm',
});

const gateOverridden = ({ from, to, asked, reasons, brief }: GateWords, reason: string): Finding => ({
  ...ofGate(GATE_OVERRIDDEN),
  outcome: 'said',
  what: `the gate of ${from} → ${to} was closed (asked: ${asked}) and overridden: ${reason}`,
  why: reasons,
  fix: verifyAfterwards(to),
  ...(brief && { brief: { why: brief.reasons, fix: verifyAfterwards(to) } }),
});

/** @param refusals ids of what was accepted */
const gateLossAccepted = (
  { from, to, asked }: GateWords,
  release: string,
  refusals: readonly string[],
): Finding => ({
  ...ofGate(GATE_LOSS_ACCEPTED),
  outcome: 'said',
  what: `${from} → ${to} goes on, with the data loss accepted (asked: ${asked}): ${refusals.join(', ')}`,
  why: `--accept-data-loss=${release} was given`,
  fix: verifyAfterwards(to),
});

/** A message on a terminal names this many reasons; the report has all of them. */
const NAMED = 3;

type Brief = Pick<GateWords, 'reasons' | 'remedies'>;

/** @param more what stands for the reasons that are not named */
function told(
  verdict: GateVerdict,
  named: readonly GateReason[],
  more?: { what: string; remedy: string },
): Brief {
  const whats = [...new Set(named.map(({ what }) => what))];
  const remedies = remediesOf(verdict, named);
  return {
    reasons: joinClauses(...whats, ...(more ? [more.what] : []), ...verdict.inVain),
    remedies: joinClauses(...(more ? [more.remedy] : []), ...remedies),
  };
}

function wordsOf({ from, to, verdict }: GateOutcome, asked: string): GateWords {
  const { reasons } = verdict;
  const more = reasons.length - NAMED;
  const rest = { what: `and ${more} more`, remedy: '`phasegate report` shows all reasons' };
  return {
    ...{ from, to, asked, ...told(verdict, reasons) },
    ...(more > 0 && { brief: told(verdict, reasons.slice(0, NAMED), rest) }),
  };
}

/** What a gate says of its verdict. @param release its name @param asked whom it asked */
export function findingsOf(gate: GateOutcome, release: string, asked: string): readonly Finding[] {
  const { open, overridden, acceptedLoss = [] } = gate.verdict;
  const words = wordsOf(gate, asked);
  if (!open) return [gateClosed(words)];
  return [
    ...(gate.firstInstall === undefined ? [] : [gateFirstInstall(gate.firstInstall)]),
    ...(overridden ? [gateOverridden(words, overridden.reason)] : []),
    ...(acceptedLoss.length > 0 ? [gateLossAccepted(words, release, acceptedLoss)] : []),
  ];
}
