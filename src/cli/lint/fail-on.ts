import type { LintFinding } from '../../lint/lint-result.ts';
import { err, ok, type Result } from '../../result.ts';

const THRESHOLDS = ['error', 'warning', 'never'] as const;
export type FailOn = (typeof THRESHOLDS)[number];

/** The least severity that makes a run fail: the flag's, else the config's, else error. */
export function failOn(word: string | undefined, configured: FailOn | undefined): Result<FailOn, string> {
  if (word === undefined) return ok(configured ?? 'error');
  const threshold = THRESHOLDS.find((one) => one === word);
  return threshold
    ? ok(threshold)
    : err(`phasegate: --fail-on: ${JSON.stringify(word)} is none of ${THRESHOLDS.join(', ')}`);
}

export function isFailure(findings: readonly LintFinding[], threshold: FailOn): boolean {
  if (threshold === 'never') return false;
  return findings.some(
    ({ severity }) => severity === 'error' || (threshold === 'warning' && severity === 'warning'),
  );
}
