import { escapeCell } from '../markdown.ts';
import { releaseTitle } from '../run-report.ts';
import { soakBar } from './soak-bar.ts';
import type { VerifyReport } from './verify-report.ts';

/** For pull requests and $GITHUB_STEP_SUMMARY. */
export function verifyMarkdown({
  release,
  phase,
  chart,
  revision,
  checks,
  soak,
  isGreen,
}: VerifyReport): string {
  const rows = checks.map(
    ({ status, title, seen, expected }) =>
      `| ${status} | ${escapeCell(title)} | ${escapeCell(seen)} | ${escapeCell(expected)} |`,
  );
  return `${[
    `## ${releaseTitle(release)}: ${phase} is ${isGreen ? 'verified' : 'not verified'}`,
    '',
    `Chart ${chart}, revision ${revision}.${soak ? ` \`${soakBar(soak)}\`` : ''}`,
    '',
    '| | check | seen | expected |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
