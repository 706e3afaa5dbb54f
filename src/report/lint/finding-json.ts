import type { LintFinding } from '../../lint/lint-result.ts';
import { showPath } from '../../lint/value-path.ts';

const NOWHERE = { file: null, line: null, column: null, endLine: null, endColumn: null };

function place({ file, line, column, endLine, endColumn }: LintFinding) {
  return file === undefined ? NOWHERE : { file, line, column, endLine, endColumn };
}

/** A finding as JSON: the linter's report and the plan hold the same shape, so that one reader does for both. */
export function findingJson(finding: LintFinding) {
  const { ruleId, severity, what, why, remedy, path, fixable, audit, flag = null } = finding;
  return {
    ruleId,
    severity,
    message: what,
    ...place(finding),
    path: showPath(path),
    fixable,
    why,
    remedy,
    audit,
    flag,
  };
}
