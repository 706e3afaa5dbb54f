import { bySeverity } from '../by-severity.ts';
import { goingBack } from '../headline.ts';
import type { PlanNotice, PlanReport } from '../plan-report.ts';
import { type Markup, markup, section } from './markup.ts';

const TONES = { refusal: 'bad', warning: 'warn', note: 'none' } as const;
const LABELS = { refusal: 'Refused', warning: 'Warning', note: 'Note' } as const;

const notice = ({ id, severity, what, why, remedy }: PlanNotice): Markup =>
  markup`<article class="notice tone-${TONES[severity]}">
<p class="label">${LABELS[severity]} <code>${id}</code></p>
<h3>${what}</h3>
<dl><dt>Why</dt><dd>${why}</dd><dt>Do</dt><dd>${remedy}</dd></dl>
</article>
`;

/** What stops the step, and what must be known before it. */
export const notices = (report: PlanReport): Markup | undefined =>
  section(
    'notices',
    'Before anything else',
    report.notices.length === 0 ? undefined : markup`${bySeverity(report.notices).map(notice)}`,
  );

/** What the step does, in sentences. */
export const consequences = (report: PlanReport): Markup | undefined =>
  section(
    'consequences',
    'What happens',
    markup`<ul class="consequences">
${report.consequences.map((sentence) => markup`<li>${sentence}</li>\n`)}</ul>
<p class="back tone-${report.isReversible ? 'good' : 'warn'}"><strong>Going back</strong> ${goingBack(report)}</p>`,
  );
