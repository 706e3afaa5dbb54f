import { showPath } from '../../lint/finding.ts';
import type { LintedValues, LintFinding, LintResult } from '../../lint/lint-result.ts';

const NOWHERE = { file: null, line: null, column: null, endLine: null, endColumn: null };

function place({ file, line, column, endLine, endColumn }: LintFinding) {
  return file === undefined ? NOWHERE : { file, line, column, endLine, endColumn };
}

/**
 * The members of an object that a format has, null where the object leaves one out. Named one by one: the format holds
 * what its schema says, whatever else a run carries along.
 */
export const picked = <T extends object>(from: T, ...names: readonly (keyof T & string)[]) =>
  Object.fromEntries(names.map((name) => [name, from[name] ?? null]));

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

const valuesJson = ({ chartIsGuessed = false, unread = [], ...one }: LintedValues) => ({
  ...picked(one, 'name', 'pack', 'chart', 'chartSource', 'below'),
  chartIsGuessed,
  unread,
});

/** For programs; schemas/lint-report.schema.json describes it. Rules are left out. */
export function json({ findings, values, summary, version }: LintResult): string {
  const report = {
    findings: findings.map(findingJson),
    values: values.map(valuesJson),
    summary: picked(
      summary,
      'files',
      'filesWithFindings',
      'errors',
      'warnings',
      'infos',
      'fixable',
      'baselined',
      'ignored',
    ),
    version,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
