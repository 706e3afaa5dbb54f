import { type LintFinding, type LintResult, summaryOf } from '../../lint/lint-result.ts';
import { shownRules } from '../../lint/rule-names.ts';
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

/** Everything that the formats print. */
export function lintResult(
  findings: readonly LintFinding[],
  sources: readonly LintedSource[],
  baselined: number,
  { packs }: LintRun,
): LintResult {
  const used = new Set(findings.map(({ ruleId }) => ruleId));
  return {
    version: VERSION,
    findings,
    values: sources.flatMap(({ values }) => values),
    rules: shownRules(packs)
      .filter(({ ruleId }) => used.has(ruleId))
      .map(ruleInfo),
    summary: summaryOf(
      findings,
      baselined,
      sources.reduce((sum, { ignored }) => sum + ignored, 0),
    ),
  };
}
