import { type LintFinding, type LintResult, type RuleInfo, resultOf } from '../lint/lint-result.ts';
import type { Decision, ReleaseOutcome } from '../release/intent.ts';
import { STREAM } from './describe-findings.ts';
import { PLAIN } from './finding-text.ts';
import { LINT_FORMATS, type LintFormat } from './lint/index.ts';

/** One release of a run. */
export interface ReportedRelease extends Omit<ReleaseOutcome, 'chartName' | 'chartVersion' | 'findings'> {
  /** What was silenced or let through as well, by its `outcome`. */
  readonly findings: readonly LintFinding[];
}

/** What a run of render decided, found and changed; schemas/report.schema.json describes it. */
export interface RunReport {
  readonly tool: 'phasegate';
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly mode: string;
  readonly outcome: 'unchanged' | 'changed' | 'would change' | 'refused' | 'would refuse';
  readonly exitCode: number;
  readonly releases: readonly ReportedRelease[];
  /** About a run that found no release; otherwise each release has them. */
  readonly decisions?: readonly Decision[];
  /** What is wrong with the stream as a whole; left out where nothing is. */
  readonly findings?: readonly LintFinding[];
  readonly summary: { readonly documents: number; readonly dropped: number; readonly edited: number };
}

/** A correction is done, and what was let through is only told: both are no fault of the manifests any more. */
const isLeft = ({ outcome }: LintFinding): boolean => outcome === 'said' || outcome === 'refused';

/** @param title of the release; empty for a finding about the whole stream */
const shownIn = (finding: LintFinding, title: string): LintFinding => ({
  ...finding,
  severity: isLeft(finding) ? finding.severity : 'info',
  what: [title, isLeft(finding) ? '' : finding.outcome, finding.what].filter(Boolean).join(': '),
  file: finding.file ?? STREAM,
});

/** A run of render as the linter's formats take it. */
function asLintResult(
  { releases, findings: ofStream = [], version }: RunReport,
  rules: readonly RuleInfo[],
): LintResult {
  const ofReleases = releases.flatMap(({ name, namespace, findings: own }) => {
    const title = namespace === '' ? name : `${name} in ${namespace}`;
    return own.map((finding) => shownIn(finding, title));
  });
  const findings = [...ofStream.map((finding) => shownIn(finding, '')), ...ofReleases];
  return resultOf(version, findings, rules);
}

export type RunFormatName = 'json' | 'text' | 'markdown' | 'sarif' | 'junit' | 'github' | 'gitlab';

type RunFormat = (report: RunReport, rules: () => Promise<readonly RuleInfo[]>) => Promise<string>;

const ofLint =
  (name: Exclude<keyof typeof LINT_FORMATS, 'text' | 'json'>): RunFormat =>
  async (report, rules) => {
    const print: LintFormat = await LINT_FORMATS[name]();
    return print(asLintResult(report, await rules()), PLAIN);
  };

/** The formats of render's `--report`. JSON is the report itself (schemas/report.schema.json). */
export const RUN_FORMATS: Readonly<Record<RunFormatName, RunFormat>> = {
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
  text: async (report) => `${(await import('./run-text.ts')).keptReportText(report)}\n`,
  markdown: async (report) => (await import('./run-markdown.ts')).reportMarkdown(report),
  sarif: ofLint('sarif'),
  junit: ofLint('junit'),
  github: ofLint('github'),
  gitlab: ofLint('gitlab'),
};

const ENDINGS: readonly (readonly [ending: string, format: RunFormatName])[] = [
  ['.sarif', 'sarif'],
  ['.sarif.json', 'sarif'],
  ['.gitlab.json', 'gitlab'],
  ['.xml', 'junit'],
  ['.md', 'markdown'],
  ['.txt', 'text'],
];

/** The format that a file's ending asks for: `.sarif`, `.xml`, `.md`, `.txt`, `.gitlab.json`; JSON for all others. */
export const formatOfFile = (file: string): RunFormatName =>
  ENDINGS.find(([ending]) => file.toLowerCase().endsWith(ending))?.[1] ?? 'json';
