import { showPath } from './finding.ts';
import type { LintFinding } from './lint-result.ts';

/** What is known and accepted: how often a rule reports a path of a file. Lines are left out, as they move. */
export interface BaselineEntry {
  readonly ruleId: string;
  readonly file: string;
  readonly path: string;
  readonly count: number;
}

export interface Baseline {
  /** 2: files by their path from the folder of the baseline. 1: as they were called from some working directory. */
  readonly version: 1 | 2;
  readonly findings: readonly BaselineEntry[];
}

export interface Compared {
  readonly findings: readonly LintFinding[];
  readonly baselined: number;
  /** Entries that found less than they allow: what they stood for is fixed. */
  readonly stale: readonly BaselineEntry[];
}

const keyOf = (ruleId: string, file: string, path: string): string => JSON.stringify([ruleId, file, path]);

/** How the baseline calls a file that a finding is in. */
export type NameInBaseline = (file: string) => string;

const keyOfFinding = ({ ruleId, file, flag, path }: LintFinding, nameOf: NameInBaseline): string =>
  keyOf(ruleId, file === undefined ? (flag ?? '') : nameOf(file), showPath(path));

/** The baseline that accepts all of these findings, in a stable order. */
export function baselineOf(findings: readonly LintFinding[], nameOf: NameInBaseline): Baseline {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOfFinding(finding, nameOf);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const entries = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    version: 2,
    findings: entries.map(([key, count]) => {
      const [ruleId = '', file = '', path = ''] = JSON.parse(key) as string[];
      return { ruleId, file, path, count };
    }),
  };
}

/** Whether a baseline accepts a finding; asked for one after the other, as each entry stands for as many as it counts. */
export class Allowance {
  private readonly left: Map<string, number>;

  constructor(
    private readonly baseline: Baseline,
    private readonly nameOf: NameInBaseline,
  ) {
    this.left = new Map(
      baseline.findings.map(({ ruleId, file, path, count }) => [keyOf(ruleId, file, path), count]),
    );
  }

  accepts(finding: LintFinding): boolean {
    const key = keyOfFinding(finding, this.nameOf);
    const count = this.left.get(key) ?? 0;
    this.left.set(key, count - 1);
    return count > 0;
  }

  get stale(): readonly BaselineEntry[] {
    return this.baseline.findings.filter(
      ({ ruleId, file, path }) => (this.left.get(keyOf(ruleId, file, path)) ?? 0) > 0,
    );
  }
}

/** Removes what the baseline accepts. */
export function compareWithBaseline(
  findings: readonly LintFinding[],
  baseline: Baseline,
  nameOf: NameInBaseline,
): Compared {
  const allowance = new Allowance(baseline, nameOf);
  const fresh = findings.filter((finding) => !allowance.accepts(finding));
  return { findings: fresh, baselined: findings.length - fresh.length, stale: allowance.stale };
}
