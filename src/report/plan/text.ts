import { visible } from '../../visible-text.ts';
import type { Paint } from '../finding-text.ts';
import { headline } from './headline.ts';
import type { PlanReport } from './plan-report.ts';
import { componentSection } from './text/components.ts';
import { noticeSection } from './text/notices.ts';
import { checklistSection, findingSection, gateSection, soakSection } from './text/readiness.ts';
import { consequenceSection, flagSection, pathSection, sideSection } from './text/step.ts';

/** For terminals: what stops the step first, then what it does. All times are UTC. */
export function text(report: PlanReport, paint: Paint): string {
  const blocks = [
    [visible(headline(report)), ...sideSection(report, paint)],
    noticeSection(report, paint),
    consequenceSection(report),
    componentSection(report, paint),
    pathSection(report),
    flagSection(report),
    [...soakSection(report, paint), ...gateSection(report, paint), ...findingSection(report, paint)],
    checklistSection(report, paint),
  ];
  const shown = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${shown.join('\n\n')}\n`;
}
