import type { CheckResult } from '../checks/check.ts';
import { firstOf, joinClauses } from '../english.ts';
import type { Assignment, Finding, RuleDescription } from '../pack.ts';
import { type FieldConflict, type GateVerdict, remediesOf } from './gate.ts';
import { valueOfHelmRelease } from './runbook.ts';
import type { GateReason, Operator } from './status-reason.ts';
import { type TimeLine, unaskedRollback } from './time-line.ts';

/** A gate's verdict with the transition that it is about. */
export interface GateOutcome {
  readonly from: string;
  readonly to: string;
  readonly verdict: GateVerdict;
  /** What was seen of a release that may be installed; undefined for any other. */
  readonly firstInstall?: string;
  /** Who allowed it in a later phase than the first. */
  readonly allowedBy?: string;
  /** What shows a guard that the gate was open for the workloads in the state that it saw. */
  readonly stamp?: string;
  /** What the step will meet, whether the gate is open or not. */
  readonly notes?: readonly Finding[];
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

/** Helm 4 fails at what others own, after the gate let it through. */
export const FIELD_CONFLICT = gateRule({
  id: 'field-conflict',
  severity: 'warning',
  summary: 'another manager owns a field that the upgrade has to change',
  why: 'Helm 4 applies on the server: where it has to change a field that another manager wrote, the upgrade fails with a conflict and leaves a failed revision. A rollback fails in the same way.',
  details: `\`kubectl edit\`, \`kubectl replace\` and controllers become managers of the fields they write. Helm 3 overwrites them
without asking. With Helm 4, give \`helm upgrade\` or \`helm rollback\` the flag \`--force-conflicts\`.`,
});

/** A rollback changed the phase. */
export const GATE_NOT_ASKED = gateRule({
  id: 'gate-not-asked',
  severity: 'warning',
  summary: 'helm rollback changed the phase, and no gate was asked',
  why: 'Helm runs no post-renderer for a rollback, so nothing checked whether the change of phase was safe.',
  details: 'Look at a rollback with `phasegate plan` before you take it.',
});

/** Somebody else applies the release. */
export const OPERATED_ELSEWHERE = gateRule({
  id: 'operated-elsewhere',
  severity: 'warning',
  summary: 'Flux applies the release, so an upgrade by hand does not last',
  why: 'What helm upgrade changes by hand, Flux changes back.',
  details: 'Make the change in Git, in the values of the object that the message names.',
});

/** An open gate whose checks could not look at everything. */
export const GATE_UNPROVEN = gateRule({
  id: 'gate-unproven',
  severity: 'info',
  summary: 'the gate is open, and its checks could not look at everything',
  why: 'What was not compared may be missing after the step.',
  details:
    'The message names what was left out: tenants or profile types beyond those that are compared, or totals from before a single binary started. `phasegate verify` shows the same.',
});

/** Somebody let a step past the guard. */
export const GUARD_OVERRIDDEN = gateRule({
  id: 'guard-overridden',
  severity: 'warning',
  summary: 'a workload carries an annotation by which the guard was overridden',
  why: 'The step was taken without proof, and as long as an annotation begins with override, the API server lets every step through.',
  details: `\`phasegate.dev/gate: override <reason>\` is how a step is taken that the policy of \`phasegate guard\` refuses. Take the
annotation away once the step is done; in the audit log of the API server it stays.`,
});

/** A gate that opened, and whose stamp nobody can write. */
export const GATE_NOT_STAMPED = gateRule({
  id: 'gate-not-stamped',
  severity: 'warning',
  summary: 'the gate is open, and the workloads get no stamp',
  why: 'Where a guard stands, the API server refuses the step.',
  details: `A stamp names every workload as the gate saw it. A step that loses data gets none, even where that is accepted: the API
server takes it with \`phasegate.dev/gate: override <reason>\` alone. docs/guard.md has more.`,
});

/** helm upgrade forgets what is not given again. */
export const VALUES_NOT_GIVEN = gateRule({
  id: 'values-not-given',
  severity: 'warning',
  summary: 'the step is planned without the values that the release was given',
  why: 'With -f or --set, helm upgrade forgets what earlier upgrades were given, and the defaults of the chart take its place.',
  details: `\`phasegate plan\` compares what Helm would make of the flags. Most that it then says of the step follows from the missing
values. Give \`--reuse-values\`, or \`-f\` with the file of the release, to both plan and \`helm upgrade\`. If the values are to go,
say so with \`--reset-values\`.`,
});

/** What a gate says itself; its other reasons are those of rules and checks. */
export const GATE_RULES: readonly RuleDescription[] = [
  ...[GATE_CLOSED, GATE_OVERRIDDEN, GATE_FIRST_INSTALL, GATE_LOSS_ACCEPTED],
  ...[FIELD_CONFLICT, GATE_NOT_ASKED, OPERATED_ELSEWHERE, GATE_UNPROVEN, VALUES_NOT_GIVEN],
  ...[GUARD_OVERRIDDEN, GATE_NOT_STAMPED],
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

export const fieldConflict = ({ manager, object, field }: FieldConflict): Finding => ({
  ...ofGate(FIELD_CONFLICT),
  outcome: 'said',
  what: `${manager} owns ${field} of ${object}, which this release applied with Helm 4`,
  why: FIELD_CONFLICT.why,
  fix: 'give helm upgrade (or helm rollback) --force-conflicts',
});

/** @param missing keys that the release was given and the step is not, as paths */
export const valuesNotGiven = (missing: readonly string[]): Finding => ({
  ...ofGate(VALUES_NOT_GIVEN),
  outcome: 'said',
  what: `the values that the release was given are missing from this step: ${firstOf(missing)}`,
  why: VALUES_NOT_GIVEN.why,
  fix: 'give --reuse-values, or -f with the values file of the release, to plan and to helm upgrade; if they are to go, give --reset-values',
});

/** @param why a clause */
export const gateNotStamped = (why: string): Finding => ({
  ...ofGate(GATE_NOT_STAMPED),
  outcome: 'said',
  what: `the step gets no stamp: ${why}`,
  why: GATE_NOT_STAMPED.why,
  fix: 'where a guard stands, annotate the workloads with phasegate.dev/gate: override <reason>',
});

/** @param overrides `StatefulSet/ingester: restored from a backup` */
export const guardOverridden = (overrides: readonly string[]): Finding => ({
  ...ofGate(GUARD_OVERRIDDEN),
  outcome: 'said',
  what: `the guard was overridden on ${firstOf(overrides)}`,
  why: GUARD_OVERRIDDEN.why,
  fix: 'once the step is done, take the annotation phasegate.dev/gate away with kubectl annotate',
});

/** @param rollback which revision, to which one */
const gateNotAsked = (rollback: string): Finding => ({
  ...ofGate(GATE_NOT_ASKED),
  outcome: 'said',
  what: rollback,
  why: GATE_NOT_ASKED.why,
  fix: 'before a rollback, look at it with phasegate plan',
});

const operatedElsewhere = ({ tool, object }: Operator, values: readonly string[]): Finding => ({
  ...ofGate(OPERATED_ELSEWHERE),
  outcome: 'said',
  what: `${tool} applies this release from ${object}`,
  why: `What helm upgrade changes by hand, ${tool} changes back.`,
  fix: `make the change in Git, in ${object}${values.length > 0 ? `: ${values.join(', ')}` : ''}`,
});

/** @param checks those that the gate asked */
export function unprovenOf(checks: readonly CheckResult[]): readonly Finding[] {
  const left = checks.flatMap(({ status, unproven }) =>
    status === 'ok' && unproven !== undefined ? [unproven] : [],
  );
  if (left.length === 0) return [];
  return [
    {
      ...ofGate(GATE_UNPROVEN),
      outcome: 'said',
      what: `not proven: ${[...new Set(left)].join('; ')}`,
      why: GATE_UNPROVEN.why,
      fix: 'look at it yourself before the step, as phasegate verify shows it',
    },
  ];
}

/**
 * What somebody has to know of the step, whether the gate is open or not.
 * @param values of the phase that the step is to
 */
export function notesOf(
  { timeLine, conflicts }: { readonly timeLine: TimeLine; readonly conflicts: readonly FieldConflict[] },
  operator: Operator | undefined,
  values: readonly Assignment[] = [],
): readonly Finding[] {
  const rollback = unaskedRollback(timeLine);
  return [
    ...(operator ? [operatedElsewhere(operator, values.map(valueOfHelmRelease))] : []),
    ...(rollback === undefined ? [] : [gateNotAsked(rollback)]),
    ...conflicts.map(fieldConflict),
  ];
}

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
  const { notes = [] } = gate;
  if (!open) return [gateClosed(words), ...notes];
  return [
    ...notes,
    ...(gate.firstInstall === undefined ? [] : [gateFirstInstall(gate.firstInstall)]),
    ...(overridden ? [gateOverridden(words, overridden.reason)] : []),
    ...(acceptedLoss.length > 0 ? [gateLossAccepted(words, release, acceptedLoss)] : []),
  ];
}
