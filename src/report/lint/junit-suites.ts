import type { LintFinding, LintResult } from '../../lint/lint-result.ts';
import { showPath } from '../../lint/value-path.ts';
import { occurrences } from './fingerprint.ts';
import { cleanValues } from './linted-values.ts';

export interface JunitCase {
  /** Unique in its suite and the same after lines have moved: servers follow a case from run to run by its name. */
  readonly name: string;
  /** Undefined where nothing was found. */
  readonly finding?: LintFinding;
}

/** The cases of one file. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

const FLAGS = 'flags';

function caseOf(finding: LintFinding, before: number): JunitCase {
  const { ruleId, path, flag } = finding;
  const where = [showPath(path), flag ?? ''].filter((part) => part !== '');
  const at = where.length === 0 ? '' : ` at ${where.join(' by ')}`;
  return { name: `${ruleId}${at}${before === 0 ? '' : ` (${before + 1})`}`, finding };
}

/** A suite a file: a case a finding, or one case that passes; findings of flags have a suite of their own. */
export function junitSuites(result: LintResult): JunitSuite[] {
  const before = occurrences(result.findings);
  const found = new Map<string, JunitCase[]>();
  for (const [index, finding] of result.findings.entries()) {
    const name = finding.file ?? FLAGS;
    const cases = found.get(name) ?? [];
    cases.push(caseOf(finding, before[index] ?? 0));
    found.set(name, cases);
  }
  const clean = cleanValues(result).map(({ name }) => ({ name, cases: [{ name: 'no findings' }] }));
  return [...[...found].map(([name, cases]) => ({ name, cases })), ...clean];
}
