import { createHash } from 'node:crypto';
import type { LintFinding } from '../../lint/lint-result.ts';
import { filePath } from './describe.ts';

/** What stays the same of a finding while lines move: the rule, the file or flag, and the path of the value. */
function identity({ ruleId, file, flag, path }: LintFinding): string {
  return JSON.stringify([ruleId, file === undefined ? (flag ?? null) : filePath(file), path]);
}

/** How often each finding's identity has come before it; several releases in one file can have equal findings. */
export function occurrences(findings: readonly LintFinding[]): number[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = identity(finding);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  });
}

/** SHA-256 of each finding's identity, in hexadecimal: unique in the list, and the same after lines have moved. */
export function fingerprints(findings: readonly LintFinding[]): string[] {
  const before = occurrences(findings);
  return findings.map((finding, index) =>
    createHash('sha256')
      .update(`${identity(finding)}#${before[index] ?? 0}`)
      .digest('hex'),
  );
}
