import type { LintFinding, LintResult, LintSummary } from '../../lint/lint-result.ts';
import { ENGINE_RULES } from '../../lint/rules/index.ts';
import { FindingDescriber, inOrder } from '../../report/lint/describe.ts';
import { ruleInfo } from '../../report/lint/rule-docs.ts';
import { VERSION } from '../../version.ts';
import type { LintedSource } from './lint-files.ts';
import type { LintRun } from './lint-run.ts';

/** Every finding with its text and place, in the order they are shown; those about the config's ignores last. */
export async function describedFindings(
  sources: readonly LintedSource[],
  { flags, outputs, before, configIgnores }: LintRun,
): Promise<readonly LintFinding[]> {
  // Only the text shows source lines.
  const isText = outputs.some(({ format }) => format === 'text');
  const showsSource = (severity: LintFinding['severity']): boolean =>
    isText && (flags.info || severity !== 'info');
  const findings = sources.flatMap(({ file, texts, findings: raw }) => {
    const textOf = (name: string): string => texts.get(name) ?? before?.texts.get(name) ?? '';
    const describer = new FindingDescriber(textOf, showsSource);
    return raw.map((finding) => describer.describe(finding, file));
  });
  const files = new Set(sources.flatMap(({ texts }) => [...texts.keys()]));
  return [...findings.toSorted(inOrder), ...(await configIgnores.findings(files))];
}

function summarize(
  findings: readonly LintFinding[],
  sources: readonly LintedSource[],
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
    ignored: sources.reduce((sum, { ignored }) => sum + ignored, 0),
  };
}

/** Everything that the formats print. */
export function lintResult(
  findings: readonly LintFinding[],
  sources: readonly LintedSource[],
  baselined: number,
  { pack }: LintRun,
): LintResult {
  const all = [
    ...ENGINE_RULES.map((rule) => ({ ruleId: rule.id, rule })),
    ...pack.rules.map((rule) => ({ ruleId: `${pack.name}/${rule.id}`, rule })),
  ];
  const used = new Set(findings.map(({ ruleId }) => ruleId));
  return {
    version: VERSION,
    findings,
    values: sources.flatMap(({ values }) => values),
    rules: all.filter(({ ruleId }) => used.has(ruleId)).map(ruleInfo),
    summary: summarize(findings, sources, baselined),
  };
}
