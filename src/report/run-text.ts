import { counted } from '../english.ts';
import type { Severity } from '../step/finding.ts';
import { visible } from '../visible-text.ts';
import { releaseTitle } from './blocks.ts';
import { findingText, type Paint, PLAIN } from './finding-text.ts';
import type { ReportedFinding, ReportedRelease, RunReport } from './run-report.ts';

function label(severity: Severity, outcome: RunReport['outcome'], paint: Paint): string {
  switch (severity) {
    case 'refusal':
      return outcome === 'would refuse' ? paint.yellow('would refuse') : paint.red('error');
    case 'warning':
      return paint.yellow('warning');
    case 'correction':
      return paint.cyan(outcome === 'changed' || outcome === 'unchanged' ? 'corrected' : 'correction');
    case 'note':
      return paint.dim('note');
  }
}

/** One finding with its place in the stream. */
function shown(
  finding: ReportedFinding,
  release: string,
  outcome: RunReport['outcome'],
  paint: Paint,
): string {
  const { line, column = 1, what, why, remedy, auditId, ruleId, source } = finding;
  return findingText(
    {
      place: line === undefined ? '<stdin>' : `<stdin>:${line}:${column}`,
      label: label(finding.severity, outcome, paint),
      what: `${release}: ${what}`,
      id: auditId === undefined ? ruleId : `${auditId} ${ruleId}`,
      source: line === undefined || source === undefined ? undefined : { text: source, line, column },
      why,
      remedy,
    },
    paint,
  );
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
  const dropped = release.edits.filter((edit) => edit.action === 'drop').length;
  const others = release.edits.length - dropped;
  const changes = [
    ...(dropped > 0 ? [`${counted(dropped, 'object')} dropped`] : []),
    ...(others > 0 ? [counted(others, 'edit')] : []),
  ];
  const source = release.decisions.find((decision) => decision.about === 'phase')?.source ?? '';
  const step = release.from === release.to ? `stays in ${release.to}` : `${release.from} → ${release.to}`;
  const made = outcome === 'changed' ? changes.join(', ') : `would make ${changes.join(', ')}`;
  return visible(`phasegate: ${releaseTitle(release)}: ${step} (from ${source}): ${made}`);
}

/** Whether a finding is printed: notes only on demand, corrections and warnings unless quiet. */
export function isShown(
  severity: Severity,
  show: { readonly quiet: boolean; readonly notes: boolean },
): boolean {
  if (severity === 'refusal') return true;
  return !show.quiet && (severity !== 'note' || show.notes);
}

/** The whole run as text for a terminal or a log; empty if there is nothing to say. */
export function reportText(
  report: RunReport,
  show: { readonly quiet: boolean; readonly notes: boolean },
  paint: Paint,
): string {
  const refused = report.outcome === 'refused' || report.outcome === 'would refuse';
  const blocks = report.releases.flatMap((release) => {
    const told = release.findings.filter(
      ({ severity }) => isShown(severity, show) && !(refused && severity === 'correction'),
    );
    const silent = refused || (show.quiet && report.exitCode === 0);
    const summary = silent ? undefined : summaryLine(release, report.outcome);
    const titleOf = ({ severity }: ReportedFinding): string =>
      severity === 'refusal' ? askedOf(release) : releaseTitle(release);
    const findings = told.map((finding) => shown(finding, titleOf(finding), report.outcome, paint));
    return summary === undefined ? findings : [summary, ...findings];
  });
  return blocks.length === 0 ? '' : `${blocks.join('\n')}\n`;
}

/** A kept report as text: what was decided and changed, and all that was found, notes too. */
export function keptReportText(report: RunReport): string {
  const { time, outcome, mode, exitCode, version } = report;
  const head = `${time} ${outcome} (mode ${mode}, exit code ${exitCode}, phasegate ${version})`;
  const releases = report.releases.flatMap((release) => [
    `${releaseTitle(release)}: ${release.from} → ${release.to}`,
    ...release.decisions.map(({ about, value, source }) => `  ${about}: ${value} (from ${source})`),
    ...release.edits.map(({ action, object, what, reason, before }) => {
      const was = before === undefined ? '' : `, was ${before}`;
      return `  ${action} ${object}${action === 'drop' ? '' : `: ${what}${was}`} (${reason})`;
    }),
  ]);
  const lines = [head, ...releases].map(visible);
  return [...lines, reportText(report, { quiet: false, notes: true }, PLAIN)].join('\n');
}
