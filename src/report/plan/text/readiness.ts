import { earliestText, utcTime } from '../../../times.ts';
import { visible } from '../../../visible-text.ts';
import type { Paint } from '../../finding-text.ts';
import { errorsOf, findingCounts, findingPlace } from '../finding-words.ts';
import { gateText } from '../gate-words.ts';
import type { PlanChecklistItem, PlanReport } from '../plan-report.ts';
import { NOT_PROVABLE, soakPercent, soakShare, soakText } from '../soak-words.ts';
import { indented, titled } from './indented.ts';

const BAR = 24;

export function soakSection({ soak, time }: PlanReport, paint: Paint): string[] {
  if (soak === undefined) return [];
  const phase = visible(soak.phase);
  if (!soak.isProvable) return [`soak in ${phase}  ${paint.yellow(NOT_PROVABLE)}`];
  const filled = Math.floor(soakShare(soak) * BAR);
  const bar = `${'█'.repeat(filled)}${paint.dim('░'.repeat(BAR - filled))}`;
  const line = `soak in ${phase}  ${bar} ${soakPercent(soak)} %  ${soakText(soak)}`;
  const since = soak.since === undefined ? [] : [`since ${visible(utcTime(soak.since))}`];
  const done = soak.earliest === undefined ? [] : [`done ${visible(earliestText(soak.earliest, time))}`];
  return [line, ...indented([[...since, ...done].join(', ')].filter((told) => told !== ''))];
}

export function gateSection(report: PlanReport, paint: Paint): string[] {
  const isClosed = report.gate?.isOpen === false;
  const state = visible(gateText(report));
  const reasons = (report.gate?.reasons ?? []).map((reason) => `- ${visible(reason)}`);
  return [`gate  ${isClosed ? paint.red(state) : state}`, ...indented(reasons)];
}

/** Errors one by one; the rest is for `phasegate lint`. */
export function findingSection({ findings }: PlanReport, paint: Paint): string[] {
  const errors = errorsOf(findings).flatMap((finding) => [
    `${visible(findingPlace(finding))}: ${paint.red('error')}: ${visible(finding.what)} ${paint.dim(`[${visible(finding.ruleId)}]`)}`,
    `  do:  ${visible(finding.remedy)}`,
  ]);
  return [`linter  ${findingCounts(findings)}`, ...indented(errors)];
}

const BOXES = { done: '[x]', open: '[ ]', failed: '[!]', unknown: '[?]' } as const;
const PAINTED = { done: 'dim', open: 'cyan', failed: 'red', unknown: 'yellow' } as const;

export function checklistSection({ checklist }: PlanReport, paint: Paint): string[] {
  const line = ({ title, status, detail }: PlanChecklistItem): string => {
    const told = detail === '' ? '' : `: ${visible(detail)}`;
    return `${paint[PAINTED[status]](BOXES[status])} ${visible(title)}${told}`;
  };
  return titled('checklist', checklist.map(line));
}
