import { earliestText, utcTime } from '../../../times.ts';
import { bySeverity } from '../by-severity.ts';
import { errorsOf, findingCounts, findingPlace } from '../finding-words.ts';
import { gateText } from '../gate-words.ts';
import type { PlanNotice, PlanReport, PlanSoak } from '../plan-report.ts';
import { NOT_PROVABLE, soakPercent, soakShare, soakText } from '../soak-words.ts';
import { codeCell, escapeMarkdown } from './escape.ts';
import { table } from './table.ts';

const LABELS = { refusal: '⛔ refused', warning: '⚠️ warning', note: 'ℹ️ note' } as const;

function noticeRow({ severity, id, what, why, remedy }: PlanNotice): string[] {
  return [LABELS[severity], escapeMarkdown(what), escapeMarkdown(why), escapeMarkdown(remedy), codeCell(id)];
}

export function noticeTable({ notices }: PlanReport): string[] {
  return table(['', 'what', 'why', 'do', 'id'], bySeverity(notices).map(noticeRow));
}

const BAR = 20;

function soakLines(soak: PlanSoak, now: string): string[] {
  const title = `**Soak in ${escapeMarkdown(soak.phase)}:**`;
  if (!soak.isProvable) return [`- ${title} ${NOT_PROVABLE}`];
  const filled = Math.floor(soakShare(soak) * BAR);
  const bar = `\`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}\` ${soakPercent(soak)} %`;
  const since = soak.since === undefined ? [] : [`since ${utcTime(soak.since)}`];
  const done = soak.earliest === undefined ? [] : [`done ${earliestText(soak.earliest, now)}`];
  return [`- ${title} ${bar}, ${[soakText(soak), ...since, ...done].map(escapeMarkdown).join(', ')}`];
}

export function readiness(report: PlanReport): string[] {
  const reasons = (report.gate?.reasons ?? []).map((reason) => `  - ${escapeMarkdown(reason)}`);
  return [
    '### May it be taken?',
    '',
    `- **Gate:** ${escapeMarkdown(gateText(report))}`,
    ...reasons,
    ...(report.soak === undefined ? [] : soakLines(report.soak, report.time)),
    `- **Linter:** ${findingCounts(report.findings)}`,
  ];
}

export function errorTable({ findings }: PlanReport): string[] {
  const rows = errorsOf(findings).map((finding) => [
    codeCell(findingPlace(finding)),
    escapeMarkdown(finding.what),
    escapeMarkdown(finding.remedy),
    codeCell(finding.ruleId),
  ]);
  return table(['error at', 'what', 'do', 'rule'], rows);
}

const BOXES = { done: '[x]', open: '[ ]', failed: '[ ] ❌', unknown: '[ ] ❔' } as const;

export function checklist({ checklist: items }: PlanReport): string[] {
  if (items.length === 0) return [];
  const lines = items.map(({ title, status, detail }) => {
    const told = detail === '' ? '' : `: ${escapeMarkdown(detail)}`;
    return `- ${BOXES[status]} ${escapeMarkdown(title)}${told}`;
  });
  return ['### Checklist', '', ...lines];
}
