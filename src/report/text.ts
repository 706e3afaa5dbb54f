import type { Severity } from '../step/finding.ts';
import type { ReportedFinding, ReportedRelease, RunReport } from './run-report.ts';
import { sourceLines } from './source-lines.ts';

/** Colours, or functions that leave the text as it is. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly dim: (text: string) => string;
}

const same = (text: string): string => text;
export const PLAIN: Paint = { red: same, yellow: same, cyan: same, dim: same };

export const releaseTitle = ({ name, namespace }: { name: string; namespace: string }): string =>
  namespace === '' ? name : `${name} in ${namespace}`;

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

function shownSource({ line, column = 1, source }: ReportedFinding, paint: Paint): string[] {
  if (line === undefined || source === undefined) return [];
  return sourceLines(line, column, source).map(paint.dim);
}

/** One finding: place, severity, what, rule; the source line with a caret; why and what to do. */
export function findingText(
  finding: ReportedFinding,
  release: string,
  outcome: RunReport['outcome'],
  paint: Paint,
): string {
  const { line, column, what, why, remedy, auditId, ruleId } = finding;
  const place = line === undefined ? '<stdin>' : `<stdin>:${line}:${column}`;
  const id = auditId === undefined ? ruleId : `${auditId} ${ruleId}`;
  return [
    `${place}: ${label(finding.severity, outcome, paint)}: ${release}: ${what} [${id}]`,
    ...shownSource(finding, paint),
    `  why: ${why}`,
    `  do:  ${remedy}`,
  ].join('\n');
}

/** A refusal names the phase that was asked for, and by whom. */
function askedOf(release: ReportedRelease): string {
  const phase = release.decisions.find((decision) => decision.about === 'phase');
  return phase === undefined
    ? releaseTitle(release)
    : `${releaseTitle(release)} (${phase.value} from ${phase.source})`;
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** What changed in a release, in a line; undefined where nothing did. */
export function summaryLine(release: ReportedRelease, outcome: RunReport['outcome']): string | undefined {
  if (release.edits.length === 0) return undefined;
  const dropped = release.edits.filter((edit) => edit.action === 'drop').length;
  const others = release.edits.length - dropped;
  const changes = [
    ...(dropped > 0 ? [`${count(dropped, 'object', 'objects')} dropped`] : []),
    ...(others > 0 ? [count(others, 'edit', 'edits')] : []),
  ];
  const source = release.decisions.find((decision) => decision.about === 'phase')?.source ?? '';
  const step = release.from === release.to ? `stays in ${release.to}` : `${release.from} → ${release.to}`;
  const made = outcome === 'changed' ? changes.join(', ') : `would make ${changes.join(', ')}`;
  return `phasegate: ${releaseTitle(release)}: ${step} (from ${source}): ${made}`;
}

/** Whether a finding is printed: notes only on demand, corrections and warnings unless quiet. */
export function isShown(
  severity: Severity,
  show: { readonly quiet: boolean; readonly notes: boolean },
): boolean {
  if (severity === 'refusal') return true;
  return !show.quiet && (severity !== 'note' || show.notes);
}

/** The whole run as text for a terminal or a log; empty where there is nothing to say. */
export function reportText(
  report: RunReport,
  show: { readonly quiet: boolean; readonly notes: boolean },
  paint: Paint,
): string {
  const refused = report.outcome === 'refused' || report.outcome === 'would refuse';
  const blocks = report.releases.flatMap((release) => {
    const shown = release.findings.filter(
      ({ severity }) => isShown(severity, show) && !(refused && severity === 'correction'),
    );
    const silent = refused || (show.quiet && report.exitCode === 0);
    const summary = silent ? undefined : summaryLine(release, report.outcome);
    const titleOf = ({ severity }: ReportedFinding): string =>
      severity === 'refusal' ? askedOf(release) : releaseTitle(release);
    const findings = shown.map((finding) => findingText(finding, titleOf(finding), report.outcome, paint));
    return summary === undefined ? findings : [summary, ...findings];
  });
  return blocks.length === 0 ? '' : `${blocks.join('\n')}\n`;
}
