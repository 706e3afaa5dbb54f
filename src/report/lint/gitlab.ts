import type { LintSeverity } from '../../lint/finding.ts';
import type { LintFinding, LintResult } from '../../lint/lint-result.ts';
import { filePath, headline } from './describe.ts';
import { fingerprints } from './fingerprint.ts';

const SEVERITIES: Readonly<Record<LintSeverity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'info',
};

/** GitLab leaves out what has no path: findings of flags stand at the top of the values they were given with. */
function location({ file, line }: LintFinding, fallback: string) {
  return file === undefined
    ? { path: fallback, lines: { begin: 1 } }
    : { path: filePath(file), lines: { begin: line } };
}

/** For GitLab: a code quality report. */
export function gitlab({ findings, values }: LintResult): string {
  const prints = fingerprints(findings);
  const fallback = filePath(values[0]?.files[0] ?? '.');
  const report = findings.map((finding, index) => ({
    description: headline(finding),
    check_name: finding.ruleId,
    fingerprint: prints[index],
    severity: SEVERITIES[finding.severity],
    location: location(finding, fallback),
  }));
  return `${JSON.stringify(report, null, 2)}\n`;
}
