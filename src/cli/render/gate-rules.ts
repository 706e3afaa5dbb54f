import { joinClauses } from '../../english.ts';
import type { Assignment, Finding } from '../../pack.ts';
import type { SeenHistory } from '../../release/beside-helm.ts';
import { type FieldConflict, type GateVerdict, remediesOf } from '../../step/gate.ts';
import { valueOfHelmRelease } from '../../step/runbook.ts';
import type { GateReason, Operator } from '../../step/status-reason.ts';
import { unaskedRollback } from '../../step/time-line.ts';

/** A gate's verdict with the transition that it is about. */
export interface GateOutcome {
  readonly from: string;
  readonly to: string;
  readonly verdict: GateVerdict;
  /** What was seen of a release that may be installed; undefined for any other. */
  readonly firstInstall?: string;
  /** Who allowed it in a later phase than the first. */
  readonly allowedBy?: string;
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

/** It is about the step, and about no place in the manifests. */
const ofGate = { audit: [], also: [], doubts: [] };

const verifyAfterwards = (phase: string): string => `phasegate verify --phase ${phase} afterwards`;

/** The proof for a step is missing. */
const gateClosed = ({ from, to, asked, reasons, remedies, brief }: GateWords): Finding => ({
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
const gateFirstInstall = (seen: string): Finding => ({
  ...ofGate,
  rule: 'gate-first-install',
  outcome: 'said',
  severity: 'info',
  what: `taken for a first install: ${seen}`,
  why: 'The gate protects what runs. A wrong namespace or context looks the same as a release that is not there yet.',
  fix: 'if the release runs already, pass --namespace and --kube-context as you do to helm',
});

/** Somebody let a step through without its proof. */
const gateOverridden = ({ from, to, asked, reasons, brief }: GateWords, reason: string): Finding => ({
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
const gateLossAccepted = (
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

/** Helm 4 fails at what others own, after the gate let it through. */
export const fieldConflict = ({ manager, object, field }: FieldConflict): Finding => ({
  ...ofGate,
  rule: 'field-conflict',
  outcome: 'said',
  severity: 'warning',
  what: `${manager} owns ${field} of ${object}, which this release applied with Helm 4`,
  why: 'Helm 4 applies on the server: where it has to change a field that another manager wrote, the upgrade fails with a conflict and leaves a failed revision. A rollback fails in the same way.',
  fix: 'give helm upgrade (or helm rollback) --force-conflicts',
});

/** @param rollback which revision, to which one */
const gateNotAsked = (rollback: string): Finding => ({
  ...ofGate,
  rule: 'gate-not-asked',
  outcome: 'said',
  severity: 'warning',
  what: rollback,
  why: 'Helm runs no post-renderer for a rollback, and so no gate: nobody asked whether the change of phase was safe.',
  fix: 'before a rollback, look at it with phasegate plan',
});

const operatedElsewhere = ({ tool, object }: Operator, values: readonly string[]): Finding => ({
  ...ofGate,
  rule: 'operated-elsewhere',
  outcome: 'said',
  severity: 'warning',
  what: `${tool} applies this release from ${object}`,
  why: `What helm upgrade changes by hand, ${tool} changes back.`,
  fix: `make the change in Git, in ${object}${values.length > 0 ? `: ${values.join(', ')}` : ''}`,
});

/**
 * What somebody has to know of the step, whether the gate is open or not.
 * @param values of the phase that the step is to
 */
export function notesOf(
  { timeLine, conflicts }: SeenHistory,
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
