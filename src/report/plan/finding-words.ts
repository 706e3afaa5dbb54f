import type { LintFinding } from '../../lint/lint-result.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const;

const counted = (number: number, one: string): string[] =>
  number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`];

/** `2 errors, 1 warning`, or `nothing found`. */
export function findingCounts(findings: readonly LintFinding[]): string {
  const counts = SEVERITIES.flatMap((severity) =>
    counted(findings.filter((one) => one.severity === severity).length, severity),
  );
  return counts.length === 0 ? 'nothing found' : counts.join(', ');
}

/** `values/prod.yaml:12:7`, or the flag that set the value. */
export const findingPlace = ({ file, line, column, flag }: LintFinding): string =>
  file === undefined ? (flag ?? 'values') : `${file}:${line}:${column}`;

export const errorsOf = (findings: readonly LintFinding[]): LintFinding[] =>
  findings.filter(({ severity }) => severity === 'error');
