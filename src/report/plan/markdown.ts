import { TIMES_ARE_UTC, utcTime } from '../../times.ts';
import { headline } from './headline.ts';
import { escapeMarkdown } from './markdown/escape.ts';
import { checklist, errorTable, noticeTable, readiness } from './markdown/readiness.ts';
import { componentTable, consequences, flagTable, pathTable, sideTable } from './markdown/step.ts';
import type { PlanReport } from './plan-report.ts';
import { VERDICT_WORDS, verdictOf } from './verdict.ts';

function footer({ version, time }: PlanReport): string {
  return `<sub>phasegate ${escapeMarkdown(version)}, planned ${escapeMarkdown(utcTime(time))}. ${TIMES_ARE_UTC}</sub>`;
}

/** For comments on pull requests and for $GITHUB_STEP_SUMMARY, in GitHub Flavored Markdown. */
export function markdown(report: PlanReport): string {
  const blocks = [
    [`## ${escapeMarkdown(headline(report))}`],
    [`**Verdict:** ${VERDICT_WORDS[verdictOf(report)]}`],
    noticeTable(report),
    sideTable(report),
    consequences(report),
    componentTable(report),
    pathTable(report),
    flagTable(report),
    readiness(report),
    errorTable(report),
    checklist(report),
    [footer(report)],
  ];
  const shown = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${shown.join('\n\n')}\n`;
}
