import { type LintFinding, type LintResult, NO_PLACE, resultOf } from '../../lint/lint-result.ts';
import { HIDDEN, namesCredential, redactLine } from '../../redaction.ts';
import { GATE_CLOSED } from '../../step/gate-findings.ts';
import type { ChecklistItem, StoreTone } from '../blocks.ts';
import type { SoakFigures } from '../soak-progress.ts';

/** One side of a planned step. */
export interface PlanSide {
  readonly phase: string;
  /** Left out for a phase of which the pack says nothing. */
  readonly tone?: StoreTone;
  readonly chart: string;
  readonly server: string;
  /** How the product is laid out, such as microservices; empty where it has one layout. */
  readonly mode: string;
  /** Where this was read, in words: `revision 7 of the release`, `values/prod.yaml`, `--from-values`. */
  readonly source: string;
}

export interface PlannedComponent {
  readonly name: string;
  /** The stores that it serves, by the names that the pack gives them. */
  readonly stores: readonly string[];
  readonly tone: StoreTone;
  readonly kind: string;
  readonly change: 'added' | 'removed' | 'kept';
  readonly replicasBefore?: number;
  readonly replicasAfter?: number;
  readonly claims: 'none' | 'kept' | 'new' | 'orphaned';
}

/** Where data goes to, or where answers come from; shares are fractions of all. */
export interface PlannedRoute {
  readonly store: string;
  readonly tone: StoreTone;
  readonly share: number;
  /** `from 2026-11-01T00:00:00Z`, `from the first block that was copied`. */
  readonly note?: string;
}

export interface PlannedFlag {
  readonly component: string;
  readonly flag: string;
  readonly before?: string;
  readonly after?: string;
}

export interface PlanSpan {
  readonly phase: string;
  readonly tone?: StoreTone;
  /** RFC 3339. */
  readonly since: string;
  readonly until?: string;
  readonly isCertain: boolean;
}

/** Something that stops the step, or that must be known before it. */
export interface PlanNotice {
  readonly id: string;
  readonly severity: 'refusal' | 'warning' | 'note';
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  /** It explains the others, and is told before them. */
  readonly isCause?: boolean;
  /** What lint says of the same, with its place in the values. */
  readonly inValues?: LintFinding;
}

/** What a step will do, before it is taken. Formats are pure functions of it. */
export interface PlanReport {
  readonly version: string;
  /** RFC 3339, of this plan. */
  readonly time: string;
  readonly release: { readonly name: string; readonly namespace: string; readonly kubeContext?: string };
  readonly before: PlanSide;
  readonly after: PlanSide;
  readonly isReversible: boolean;
  readonly costOfGoingBack: string;
  /** Sentences, with times where they are known. */
  readonly consequences: readonly string[];
  readonly components: readonly PlannedComponent[];
  /** What the product stores, in the plural: `entries`. */
  readonly stored: string;
  readonly writesBefore: readonly PlannedRoute[];
  readonly writesAfter: readonly PlannedRoute[];
  readonly readsBefore: readonly PlannedRoute[];
  readonly readsAfter: readonly PlannedRoute[];
  readonly flags: readonly PlannedFlag[];
  readonly notices: readonly PlanNotice[];
  /** Ids of rules that would refuse the step because data is lost, and that somebody accepted. */
  readonly acceptedLoss: readonly string[];
  /** What no notice says already; those that the config silences are among them. */
  readonly findings: readonly LintFinding[];
  /** What the release was compared with: `pachyderm in pachyderm (--peer old.yaml)`. */
  readonly beside?: string;
  /** Whether this is about two clusters, and no step: `before` is then the other one, and there are no values. */
  readonly isPair?: true;
  readonly timeLine: readonly PlanSpan[];
  readonly soak?: SoakFigures;
  readonly gate?: {
    readonly isOpen: boolean;
    readonly reasons: readonly string[];
    readonly earliest?: string;
  };
  readonly checklist: readonly ChecklistItem[];
}

/**
 * The worst of what was found. refused: something forbids the step. errors: the values have some. closed: the gate does not
 * let it through yet. open: the gate does. ungated: nothing forbids it, and no gate was asked (offline).
 */
export type Verdict = 'refused' | 'errors' | 'closed' | 'open' | 'ungated';

/** What lint finds and a notice tells already; what somebody accepted is left out. */
export const toldByNotices = ({ notices }: Pick<PlanReport, 'notices'>): readonly LintFinding[] =>
  notices.flatMap(({ inValues, severity }) =>
    inValues === undefined || (inValues.severity === 'error' && severity !== 'refusal') ? [] : [inValues],
  );

/** How many errors lint finds in the values of the step, told by a notice or not. */
export const errorsIn = (report: Pick<PlanReport, 'notices' | 'findings'>): number =>
  [...report.findings, ...toldByNotices(report)].filter(
    ({ severity, outcome }) => severity === 'error' && outcome !== 'silenced',
  ).length;

export function verdictOf(report: PlanReport): Verdict {
  const { notices, gate } = report;
  if (notices.some(({ severity }) => severity === 'refusal')) return 'refused';
  if (errorsIn(report) > 0) return 'errors';
  if (gate === undefined) return 'ungated';
  return gate.isOpen ? 'open' : 'closed';
}

function safe(flag: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return namesCredential(flag) ? HIDDEN : redactLine(value);
}

/** A flag with its values before and after, credentials hidden; undefined if the flag is not set. */
export function safeFlag({ component, flag, before, after }: PlannedFlag) {
  return { component, flag, before: safe(flag, before), after: safe(flag, after) };
}

const SEVERITIES = { refusal: 'error', warning: 'warning', note: 'info' } as const;

/** About the step, and about no place in a file. */
export const OF_THE_STEP = { audit: [], ...NO_PLACE, path: [], fixable: false };

const noticed = ({ id, severity, what, why, remedy, inValues }: PlanNotice): LintFinding => ({
  ...(inValues ?? { ...OF_THE_STEP, ruleId: id }),
  severity: SEVERITIES[severity],
  outcome: severity === 'refusal' ? 'refused' : 'said',
  what,
  why,
  remedy,
});

/** A closed gate may open by waiting: it is told, and refuses nothing yet. */
function closedGate(report: PlanReport): readonly LintFinding[] {
  const { gate, before, after } = report;
  if (gate === undefined || gate.isOpen || verdictOf(report) === 'refused') return [];
  return [
    {
      ...OF_THE_STEP,
      ruleId: GATE_CLOSED.id,
      severity: 'warning',
      outcome: 'said',
      what: `the gate of ${before.phase} → ${after.phase} is closed`,
      why: gate.reasons.join('; '),
      remedy: gate.earliest === undefined ? 'see phasegate verify' : `not before ${gate.earliest}`,
    },
  ];
}

/** All that a plan found, for the formats that list findings alone. */
export const planResult = (report: PlanReport): LintResult =>
  resultOf(report.version, [
    ...report.notices.map(noticed),
    ...closedGate(report),
    ...report.findings.filter(({ outcome }) => outcome !== 'silenced'),
  ]);
