import type { LintedValues, LintResult, LintSummary } from '../../lint/lint-result.ts';
import { findingJson } from './finding-json.ts';

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
