import { visible } from '../../../visible-text.ts';
import type { Paint } from '../../finding-text.ts';
import { goingBack, sideText } from '../headline.ts';
import type { PlanReport } from '../plan-report.ts';
import { NOT_SET, safeFlag } from '../planned-flag.ts';
import { areSameRoutes, routesText } from '../route-words.ts';
import { columns } from './columns.ts';
import { indented, titled } from './indented.ts';

/** Both sides, and where each was read. */
export function sideSection({ before, after }: PlanReport, paint: Paint): string[] {
  const rows = columns([
    ['today', visible(sideText(before))],
    ['then', visible(sideText(after))],
  ]);
  const [today = '', then = ''] = rows;
  return indented([
    `${today} ${paint.dim(`(${visible(before.source)})`)}`,
    `${then} ${paint.dim(`(${visible(after.source)})`)}`,
  ]);
}

export function consequenceSection(report: PlanReport): string[] {
  const lines = report.consequences.map((sentence) => `- ${visible(sentence)}`);
  return titled('what happens', [...lines, `- going back: ${visible(goingBack(report))}`]);
}

export function pathSection(report: PlanReport): string[] {
  const { writesBefore, writesAfter, readsBefore, readsAfter } = report;
  const line = (name: string, before: typeof writesBefore, after: typeof writesBefore): string => {
    const now = visible(routesText(before));
    return areSameRoutes(before, after)
      ? `${name}  ${now}, as before`
      : `${name}  ${now} → ${visible(routesText(after))}`;
  };
  return [line('writes', writesBefore, writesAfter), line('reads ', readsBefore, readsAfter)];
}

export function flagSection({ flags }: PlanReport): string[] {
  const rows = flags.map(safeFlag).map(({ component, flag, before = NOT_SET, after = NOT_SET }) => {
    return [visible(component), visible(flag), `${visible(before)} → ${visible(after)}`];
  });
  return titled('flags', columns(rows));
}
