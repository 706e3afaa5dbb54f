import type { CheckResult, CheckStatus } from '../../phase/check.ts';
import { visible } from '../../visible-text.ts';
import type { Paint } from '../finding-text.ts';
import { releaseTitle } from '../run-report.ts';
import { soakBar } from './soak-bar.ts';
import type { VerifyReport } from './verify-report.ts';

const MARKS: Readonly<Record<CheckStatus, string>> = {
  ok: 'ok     ',
  failed: 'FAILED ',
  waiting: 'waiting',
  unknown: 'unknown',
  skipped: 'skipped',
};

const COLOURS = { ok: 'cyan', failed: 'red', waiting: 'yellow', unknown: 'yellow', skipped: 'dim' } as const;

const INDENT = ' '.repeat(11);

/** One check: a line where it is green, and what to know about it where it is not. */
export function checkText(check: CheckResult, paint: Paint): string {
  const { title, status, seen, expected, why, command } = check;
  const head = `${paint[COLOURS[status]](MARKS[status])}  ${visible(`${title}: ${seen}`)}`;
  if (status === 'ok' || status === 'skipped') return `  ${head}`;
  const more = [`expected: ${expected}`, `why: ${why}`, `see: ${command}`];
  return [`  ${head}`, ...more.map((line) => `${INDENT}${visible(line)}`)].join('\n');
}

function verdict({ isGreen, checks }: VerifyReport): string {
  const count = (status: CheckStatus): number => checks.filter((one) => one.status === status).length;
  const green = `${count('ok')} of ${checks.length - count('skipped')} checks are green`;
  return isGreen ? `${green}: verified` : `${green}: not verified`;
}

/** For people: a headline, the checks, the soak and the verdict. */
export function verifyText(report: VerifyReport, paint: Paint): string {
  const { release, phase, phaseSource, chart, revision, checks, soak } = report;
  return `${[
    visible(
      `${releaseTitle(release)}: phase ${phase} (from ${phaseSource}), chart ${chart}, revision ${revision}`,
    ),
    ...checks.map((check) => checkText(check, paint)),
    ...(soak ? [`  soak     ${soakBar(soak)}`] : []),
    verdict(report),
  ].join('\n')}\n`;
}
