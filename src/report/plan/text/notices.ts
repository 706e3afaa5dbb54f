import { visible } from '../../../visible-text.ts';
import type { Paint } from '../../finding-text.ts';
import { bySeverity } from '../by-severity.ts';
import type { PlanNotice, PlanReport } from '../plan-report.ts';

const LABELS = { refusal: 'refused', warning: 'warning', note: 'note' } as const;
const COLOURS = { refusal: 'red', warning: 'yellow', note: 'cyan' } as const;

/** A text of several lines hangs below its first. */
const hanging = (text: string): string => text.split(/\r?\n/).map(visible).join('\n       ');

/** A note is there to be known, not to be acted on: its first line is enough here. */
function noticeLines({ id, severity, what, why, remedy }: PlanNotice, paint: Paint): string[] {
  const title = `${paint[COLOURS[severity]](LABELS[severity])}: ${visible(what)} ${paint.dim(`[${visible(id)}]`)}`;
  if (severity === 'note') return [title];
  return [title, `  why: ${hanging(why)}`, `  do:  ${hanging(remedy)}`];
}

/** What stops the step, then what must be known before it. */
export function noticeSection({ notices }: PlanReport, paint: Paint): string[] {
  return bySeverity(notices).flatMap((notice) => noticeLines(notice, paint));
}
