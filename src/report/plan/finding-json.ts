import type { LintFinding } from '../../lint/lint-result.ts';
import { pathText } from '../lint/path-text.ts';

const NOWHERE = { file: null, line: null, column: null, endLine: null, endColumn: null };

function place({ file, line, column, endLine, endColumn }: LintFinding) {
  return file === undefined ? NOWHERE : { file, line, column, endLine, endColumn };
}

/** A finding in the very shape that the linter's own JSON has, so that one reader does for both. */
export function findingJson(finding: LintFinding) {
  const { ruleId, severity, what, why, remedy, path, fixable, audit, flag = null } = finding;
  return {
    ruleId,
    severity,
    message: what,
    ...place(finding),
    path: pathText(path),
    fixable,
    why,
    remedy,
    audit,
    flag,
  };
}
