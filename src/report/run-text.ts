import { both, counted, firstOf } from '../english.ts';
import type { LintFinding } from '../lint/lint-result.ts';
import type { Decision } from '../release/intent.ts';
import { UNKNOWN_CHART } from '../rules/unknown-chart.ts';
import { GATE_FIRST_INSTALL } from '../step/gate-findings.ts';
import { visible } from '../visible-text.ts';
import { releaseTitle } from './blocks.ts';
import { STREAM } from './describe-findings.ts';
import { EXPLAIN_HINT, type Paint, PLAIN } from './finding-text.ts';
import { shownFinding } from './lint/text.ts';
import type { ReportedRelease, RunReport } from './run-report.ts';

/** As people call it. */
const SHOWN_STREAM = '<stdin>';

/** What render did says more than how bad it is. */
function label(
  { severity, outcome: done }: LintFinding,
  outcome: RunReport['outcome'],
  paint: Paint,
): string {
  if (done === 'refused')
    return outcome === 'would refuse' ? paint.yellow('would refuse') : paint.red('error');
  if (done === 'corrected')
    return paint.cyan(outcome === 'changed' || outcome === 'unchanged' ? 'corrected' : 'correction');
  if (done === 'accepted' || done === 'silenced') return paint.dim(`${severity}, ${done}`);
  if (severity === 'error') return paint.yellow('error, not refused');
  return severity === 'warning' ? paint.yellow(severity) : paint.dim(severity);
}

/** One finding with its place in the stream. @param release empty where it is about the whole stream */
function shown(finding: LintFinding, release: string, outcome: RunReport['outcome'], paint: Paint): string {
  const { what, by } = finding;
  const reason = by === undefined ? '' : ` (by ${by})`;
  const file = finding.file === STREAM ? SHOWN_STREAM : finding.file;
  const place = file === undefined ? { flag: finding.flag ?? SHOWN_STREAM } : { file };
  const told = { ...finding, what: `${release === '' ? '' : `${release}: `}${what}${reason}`, ...place };
  return shownFinding(told, paint, label(finding, outcome, paint));
}

/** A refusal names the phase that was asked for, and by whom. */
function askedOf(release: ReportedRelease): string {
  const phase = release.decisions.find((decision) => decision.about === 'phase');
  return phase === undefined
    ? releaseTitle(release)
    : `${releaseTitle(release)} (${phase.value} from ${phase.source})`;
}

/** What changed in a release, in a line; undefined if nothing did. */
export function summaryLine(release: ReportedRelease, outcome: RunReport['outcome']): string | undefined {
  if (release.edits.length === 0) return undefined;
  const dropped = release.edits.filter((edit) => edit.action === 'drop').map(({ object }) => object);
  const others = release.edits.length - dropped.length;
  const isMade = outcome === 'changed';
  const objects = `${counted(dropped.length, 'object')}${isMade ? ' dropped' : ''} (${firstOf(dropped)})`;
  const changes = [
    ...(dropped.length > 0 ? [`${isMade ? '' : 'drop '}${objects}`] : []),
    ...(others > 0 ? [`${isMade ? '' : 'make '}${counted(others, 'edit')}`] : []),
  ];
  const source = release.decisions.find((decision) => decision.about === 'phase')?.source ?? '';
  const step = release.from === release.to ? `stays in ${release.to}` : `${release.from} → ${release.to}`;
  const made = isMade ? changes.join(', ') : `would ${both(changes)}`;
  return visible(`phasegate: ${releaseTitle(release)}: ${step} (from ${source}): ${made}`);
}

/**
 * Nobody asks for what they do not know: a first install that is none comes of a wrong place, and all that is said of an
 * unknown chart rests on another one.
 */
const isAlwaysTold = (ruleId: string, isLetThrough: boolean): boolean =>
  ruleId === GATE_FIRST_INSTALL.id || (!isLetThrough && ruleId.endsWith(`/${UNKNOWN_CHART}`));

/** Whether a finding is printed: infos and what was let through only on demand, the rest unless quiet. */
export function isShown(
  { ruleId, severity, outcome }: Pick<LintFinding, 'ruleId' | 'severity' | 'outcome'>,
  show: { readonly quiet: boolean; readonly notes: boolean },
): boolean {
  if (outcome === 'refused') return true;
  if (show.quiet) return false;
  const isLetThrough = outcome === 'accepted' || outcome === 'silenced';
  if (isAlwaysTold(ruleId, isLetThrough)) return true;
  return show.notes || outcome === 'corrected' || !(isLetThrough || severity === 'info');
}

/** The whole run as text for a terminal or a log; empty if there is nothing to say. */
export function reportText(
  report: RunReport,
  show: { readonly quiet: boolean; readonly notes: boolean },
  paint: Paint,
): string {
  const refused = report.outcome === 'refused' || report.outcome === 'would refuse';
  const ofStream = (report.findings ?? []).map((finding) => shown(finding, '', report.outcome, paint));
  let count = ofStream.length;
  const ofReleases = report.releases.flatMap((release) => {
    const told = release.findings.filter(
      (finding) => isShown(finding, show) && !(refused && finding.outcome === 'corrected'),
    );
    const silent = refused || (show.quiet && report.exitCode === 0);
    const summary = silent ? undefined : summaryLine(release, report.outcome);
    const titleOf = ({ outcome }: LintFinding): string =>
      outcome === 'refused' ? askedOf(release) : releaseTitle(release);
    const findings = told.map((finding) => shown(finding, titleOf(finding), report.outcome, paint));
    count += findings.length;
    return summary === undefined ? findings : [summary, ...findings];
  });
  const blocks = [...ofStream, ...ofReleases, ...(count > 0 ? [EXPLAIN_HINT] : [])];
  return blocks.length === 0 ? '' : `${blocks.join('\n')}\n`;
}

const decisionLine = ({ about, value, source }: Decision): string => `${about}: ${value} (from ${source})`;

/** A kept report as text: what was decided and changed, and all that was found, notes too. */
export function keptReportText(report: RunReport): string {
  const { time, outcome, mode, exitCode, version } = report;
  const head = `${time} ${outcome} (mode ${mode}, exit code ${exitCode}, phasegate ${version})`;
  const releases = report.releases.flatMap((release) => [
    `${releaseTitle(release)}: ${release.from} → ${release.to}`,
    ...release.decisions.map((one) => `  ${decisionLine(one)}`),
    ...release.edits.map(({ action, object, what, reason, before }) => {
      const was = before === undefined ? '' : `, was ${before}`;
      return `  ${action} ${object}${action === 'drop' ? '' : `: ${what}${was}`} (${reason})`;
    }),
  ]);
  const lines = [head, ...(report.decisions ?? []).map(decisionLine), ...releases].map(visible);
  return [...lines, reportText(report, { quiet: false, notes: true }, PLAIN)].join('\n');
}
