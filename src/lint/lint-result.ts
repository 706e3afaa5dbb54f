import type { Outcome } from '../pack.ts';
import type { LintSeverity, Message, ValuePath } from './finding.ts';

/** A finding with its text and its place, ready for every format. Lines and columns count from 1; the end is behind the last character. */
export interface LintFinding extends Message {
  /** As it is shown: `unknown-key`, `pyroscope/both-layers-off`. */
  readonly ruleId: string;
  readonly audit: readonly string[];
  readonly severity: LintSeverity;
  /** As it was given on the command line, with `/`; undefined if a flag such as --set set the value. */
  readonly file?: string;
  /** The flag that set the value, safe to show: `--set architecture.storage.v1=false`. */
  readonly flag?: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The text of the line, with credentials hidden; undefined for a flag. */
  readonly source?: string;
  readonly path: ValuePath;
  readonly fixable: boolean;
  /** What render, plan or gate did about it; lint tells all alike. */
  readonly outcome?: Outcome;
  /** Where it was accepted or silenced: the flag, the ignore, the rule's setting or the baseline. */
  readonly by?: string;
}

/** Where a finding is that is about no place in particular. */
export const NO_PLACE = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Values that were looked at: one file, one release within a file, or one merged release. */
export interface LintedValues {
  readonly name: string;
  /** The files that the values are in. */
  readonly files: readonly string[];
  readonly pack: string;
  readonly chart: string;
  /** Where the chart version came from, in words. */
  readonly chartSource: string;
  /** The key of an umbrella's values that they are under; texts name paths from there. */
  readonly below?: string;
  /** Nothing says the version; what depends on it is an info. */
  readonly chartIsGuessed?: boolean;
  /** Layers of the values that cannot be read, in words; what depends on them is an info. */
  readonly unread?: readonly string[];
}

export interface LintSummary {
  /** Files that were linted. */
  readonly files: number;
  readonly filesWithFindings: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly fixable: number;
  /** Findings that the baseline or an ignore removed. */
  readonly baselined: number;
  readonly ignored: number;
}

/** What the rules of the findings are, for formats that carry them along (SARIF). */
export interface RuleInfo {
  readonly ruleId: string;
  readonly severity: LintSeverity;
  readonly summary: string;
  readonly why: string;
}

/** The whole outcome of a run of the linter; formats are pure functions of it. */
export interface LintResult {
  readonly version: string;
  readonly findings: readonly LintFinding[];
  readonly values: readonly LintedValues[];
  readonly rules: readonly RuleInfo[];
  readonly summary: LintSummary;
}

/** The outcome of a run that looked at no values files of its own. @param rules of which the used ones are carried along */
export function resultOf(
  version: string,
  findings: readonly LintFinding[],
  rules: readonly RuleInfo[] = [],
): LintResult {
  const used = new Set(findings.map(({ ruleId }) => ruleId));
  const own = rules.filter(({ ruleId }) => used.has(ruleId));
  return { version, findings, values: [], rules: own, summary: summaryOf(findings) };
}

/** How many findings there are of what. @param counts those of the run; without files, the findings' own are counted */
export function summaryOf(
  findings: readonly LintFinding[],
  { files, baselined = 0, ignored = 0 }: Partial<Pick<LintSummary, 'files' | 'baselined' | 'ignored'>> = {},
): LintSummary {
  const filesWithFindings = new Set(findings.flatMap(({ file }) => file ?? [])).size;
  const count = (severity: LintSeverity): number =>
    findings.filter((one) => one.severity === severity).length;
  return {
    files: files ?? filesWithFindings,
    filesWithFindings,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixable: findings.filter(({ fixable }) => fixable).length,
    baselined,
    ignored,
  };
}
