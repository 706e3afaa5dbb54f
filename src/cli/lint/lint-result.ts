import type { LintFinding, LintResult, LintSummary } from '../../lint/lint-result.ts';
import { ENGINE_RULES } from '../../lint/rules/index.ts';
import type { ValuesPack } from '../../lint/values-pack.ts';
import { FindingDescriber, inOrder } from '../../report/lint/describe.ts';
import { VERSION } from '../../version.ts';
import type { LintedJob } from './lint-files.ts';

/** Texts and places for all findings, in the order they are shown. */
export function describeJobs(
  jobs: readonly LintedJob[],
  textOf: (file: string) => string | undefined,
  showsSource: (severity: LintFinding['severity']) => boolean,
): readonly LintFinding[] {
  const findings = jobs.flatMap(({ job, outcome }) => {
    const describer = new FindingDescriber((file) => job.texts.get(file) ?? textOf(file) ?? '', showsSource);
    return outcome.findings.map((finding) => describer.describe(finding, job.file));
  });
  return findings.toSorted(inOrder);
}

function summarize(
  findings: readonly LintFinding[],
  jobs: readonly LintedJob[],
  baselined: number,
): LintSummary {
  const count = (severity: LintFinding['severity']): number =>
    findings.filter((one) => one.severity === severity).length;
  return {
    files: new Set(findings.flatMap(({ file }) => file ?? [])).size,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixable: findings.filter(({ fixable }) => fixable).length,
    baselined,
    ignored: jobs.reduce((sum, { outcome }) => sum + outcome.ignored, 0),
  };
}

/** Everything that the formats print. */
export function lintResult(
  findings: readonly LintFinding[],
  jobs: readonly LintedJob[],
  baselined: number,
  pack: ValuesPack,
): LintResult {
  const all = [
    ...ENGINE_RULES.map((rule) => ({ ...rule, ruleId: rule.id })),
    ...pack.rules.map((rule) => ({ ...rule, ruleId: `${pack.name}/${rule.id}` })),
  ];
  const used = new Set(findings.map(({ ruleId }) => ruleId));
  return {
    version: VERSION,
    findings,
    values: jobs.flatMap(({ outcome }) => outcome.values),
    rules: all
      .filter(({ ruleId }) => used.has(ruleId))
      .map(({ ruleId, severity, summary, why }) => ({ ruleId, severity, summary, why })),
    summary: summarize(findings, jobs, baselined),
  };
}
