import type { LintFinding } from '../../lint/lint-result.ts';

/** A finding's rule as people see it, behind the ids of the audit that it comes from: `A6 pyroscope/both-layers-off`. */
export const ruleLabel = ({ audit, ruleId }: LintFinding): string => [...audit, ruleId].join(' ');
