import { showPath } from '../../lint/finding.ts';
import type { LintedValues, LintFinding, LintResult, LintSummary } from '../../lint/lint-result.ts';

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

// Named one by one: the format holds what its schema says, whatever else a run carries along.
const shownValues = ({ name, pack, chart, chartSource }: LintedValues) => ({
  name,
  pack,
  chart,
  chartSource,
});

function shownSummary({ files, errors, warnings, infos, fixable, baselined, ignored }: LintSummary) {
  return { files, errors, warnings, infos, fixable, baselined, ignored };
}

/** For programs; schemas/lint-report.schema.json describes it. Rules are left out. */
export function json({ findings, values, summary, version }: LintResult): string {
  const report = {
    findings: findings.map(findingJson),
    values: values.map(shownValues),
    summary: shownSummary(summary),
    version,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
