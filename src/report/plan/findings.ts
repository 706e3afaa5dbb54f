import type { LintFinding, LintResult } from '../../lint/lint-result.ts';
import { resultOf } from '../../lint/lint-result.ts';
import { type PlanNotice, type PlanReport, verdictOf } from './plan-report.ts';

const SEVERITIES = { refusal: 'error', warning: 'warning', note: 'info' } as const;

/** About the step, and about no place in a file. */
export const OF_THE_STEP = {
  audit: [],
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  path: [],
  fixable: false,
};

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
  if (verdictOf(report) !== 'closed' || gate === undefined) return [];
  return [
    {
      ...OF_THE_STEP,
      ruleId: 'gate-closed',
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
