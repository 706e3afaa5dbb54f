import type { LintedValues, LintResult } from '../../lint/lint-result.ts';

function filesWithFindings({ findings }: LintResult): Set<string> {
  return new Set(findings.flatMap(({ file }) => (file === undefined ? [] : [file])));
}

/** The values that findings are about; a flag takes part in all values. */
export function valuesWithFindings(result: LintResult): readonly LintedValues[] {
  if (result.findings.some(({ file }) => file === undefined)) return result.values;
  const found = filesWithFindings(result);
  return result.values.filter(({ files }) => files.some((file) => found.has(file)));
}

/** The values in whose files nothing was found. */
export function cleanValues(result: LintResult): readonly LintedValues[] {
  const found = filesWithFindings(result);
  return result.values.filter(({ files }) => !files.some((file) => found.has(file)));
}
