import type { ReportedRelease, RunReport } from './run-report.ts';
import { releaseTitle } from './run-report.ts';

/** A text as it may stand in a table. */
export const escapeCell = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/[\r\n]+/g, ' ');

function releaseSection(release: ReportedRelease): string {
  const rows = release.findings.map(
    ({ severity, auditId, ruleId, what, remedy }) =>
      `| ${severity} | ${auditId ?? ''} ${ruleId} | ${escapeCell(what)} | ${escapeCell(remedy)} |`,
  );
  const decisions = release.decisions.map(
    ({ about, value, source }) => `- ${about}: **${value}**, from ${source}`,
  );
  const table = rows.length === 0 ? [] : ['', '| | rule | what | do |', '|---|---|---|---|', ...rows];
  const dropped = release.edits.filter(({ action }) => action === 'drop').length;
  return [
    `### ${releaseTitle(release)}: ${release.from} → ${release.to}`,
    '',
    ...decisions,
    `- ${dropped} objects dropped, ${release.edits.length - dropped} edits`,
    ...table,
  ].join('\n');
}

/** A run as Markdown, for $GITHUB_STEP_SUMMARY. */
export function reportMarkdown(report: RunReport): string {
  return `## phasegate: ${report.outcome}\n\n${report.releases.map(releaseSection).join('\n\n')}\n`;
}
