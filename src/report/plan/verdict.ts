import type { PlanNotice, PlanReport } from './plan-report.ts';

/**
 * refused: something forbids the step. closed: the gate does not let it through yet. open: the gate does.
 * ungated: nothing forbids it, and no gate was asked (offline).
 */
export type Verdict = 'refused' | 'closed' | 'open' | 'ungated';

export const refusals = ({ notices }: PlanReport): PlanNotice[] =>
  notices.filter(({ severity }) => severity === 'refusal');

export function verdictOf(report: PlanReport): Verdict {
  if (refusals(report).length > 0) return 'refused';
  if (report.gate === undefined) return 'ungated';
  return report.gate.isOpen ? 'open' : 'closed';
}

export const VERDICT_WORDS = {
  refused: 'refused',
  closed: 'not yet: the gate is closed',
  open: 'the gate is open',
  ungated: 'nothing forbids it; the gate was not asked',
} as const satisfies Readonly<Record<Verdict, string>>;
