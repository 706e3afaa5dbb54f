import type { LintFinding } from '../../lint/lint-result.ts';
import type { Pack } from '../../pack.ts';
import { redactLine } from '../../redaction.ts';
import type { Decision, ReleaseOutcome } from '../../release/intent.ts';
import type { RenderedStream } from '../../render/render-stream.ts';
import { describeFinding } from '../../report/describe-findings.ts';
import type { ReportedRelease, RunReport } from '../../report/run-report.ts';
import { VERSION } from '../../version.ts';
import { type Ending, exitCodeOf } from '../exit-code.ts';
import { noRelease } from './match.ts';
import type { RunOptions } from './options.ts';

/** Under --strict what is only told refuses as well, infos aside. */
const refuses = ({ outcome, severity }: LintFinding, strict: boolean): boolean =>
  outcome === 'refused' || (strict && outcome === 'said' && severity !== 'info');

function outcomeOf(
  findings: readonly LintFinding[],
  rendered: RenderedStream,
  mode: RunOptions['mode'],
): RunReport['outcome'] {
  if (findings.some(({ outcome }) => outcome === 'refused'))
    return mode === 'warn' ? 'would refuse' : 'refused';
  if (rendered.changed.size === 0) return 'unchanged';
  return mode === 'enforce' ? 'changed' : 'would change';
}

/** How the run that a report tells of ends. */
export const endingOf = ({ outcome, mode }: Pick<RunReport, 'outcome' | 'mode'>): Ending =>
  outcome === 'refused' || (mode === 'check' && outcome === 'would change') ? 'refused' : 'done';

/** The same few flags are set on every component: each text is looked through once. */
const redacted = new Map<string, string>();

function redactOnce(text: string): string {
  const shown = redacted.get(text) ?? redactLine(text);
  redacted.set(text, shown);
  return shown;
}

/** The order in which outcomes are told; what is only said goes by its severity. */
function rankOf({ outcome, severity }: LintFinding): number {
  if (outcome === 'said') return severity === 'info' ? 3 : 2;
  return outcome === 'refused' ? 0 : outcome === 'corrected' ? 1 : 4;
}

const byRankAndPlace = (a: LintFinding, b: LintFinding): number => rankOf(a) - rankOf(b) || a.line - b.line;

/** A finding of a run, silenced where the config says so; what refuses cannot be. */
function treated(one: LintFinding, { strict, silencedBy }: RunOptions): LintFinding {
  const by = one.outcome === 'said' ? silencedBy(one.ruleId) : undefined;
  if (by !== undefined) return { ...one, outcome: 'silenced', by };
  if (one.outcome === 'refused' || !refuses(one, strict)) return one;
  return { ...one, outcome: 'refused', what: `${one.what} (a ${one.severity}; --strict refuses)` };
}

const decisionsOf = ({ gate, match }: RunOptions): readonly Decision[] => [
  ...gate.decisions,
  ...match.decisions,
];

/** What a report says where no release can say it. */
function withoutRelease(
  rendered: RenderedStream,
  options: RunOptions,
  packs: readonly Pack[],
): Pick<RunReport, 'decisions' | 'findings'> {
  const { match } = options;
  const decisions = decisionsOf(options);
  return {
    ...(decisions.length > 0 && { decisions }),
    ...(match.requiredBy.length > 0 && { findings: [noRelease(match, packs, rendered)] }),
  };
}

function reportRelease(
  { chartName: _name, chartVersion: _version, ...release }: ReleaseOutcome,
  inValues: readonly LintFinding[],
  rendered: RenderedStream,
  options: RunOptions,
): ReportedRelease {
  const findings = [
    ...inValues,
    ...release.findings.map((finding) => describeFinding(finding, rendered.stream)),
  ]
    .map((finding) => treated(finding, options))
    .sort(byRankAndPlace);
  const edits = release.edits.map((edit) => ({
    ...edit,
    what: redactOnce(edit.what),
    ...(edit.before === undefined ? {} : { before: redactOnce(edit.before) }),
  }));
  return { ...release, decisions: [...release.decisions, ...decisionsOf(options)], findings, edits };
}

/**
 * Turns what the packs found into the report of the run, exit code included.
 * @param packs those that looked for releases
 * @param inValues mistakes in the values that the run was given, by the position of the release
 */
export function buildRunReport(
  rendered: RenderedStream,
  options: RunOptions,
  packs: readonly Pack[],
  now: Date,
  inValues: readonly (readonly LintFinding[])[] = [],
): RunReport {
  const releases = rendered.releases.map((release, index) =>
    reportRelease(release, inValues[index] ?? [], rendered, options),
  );
  const ofStream = releases.length === 0 ? withoutRelease(rendered, options, packs) : {};
  const findings = [...(ofStream.findings ?? []), ...releases.flatMap((release) => release.findings)];
  const outcome = outcomeOf(findings, rendered, options.mode);
  const { changed, stream } = rendered;
  const dropped = [...changed.values()].filter((text) => text === '').length;
  return {
    tool: 'phasegate',
    version: VERSION,
    time: now.toISOString(),
    mode: options.mode,
    outcome,
    exitCode: exitCodeOf(endingOf({ outcome, mode: options.mode })),
    releases,
    ...ofStream,
    summary: { documents: stream.count, dropped, edited: changed.size - dropped },
  };
}
