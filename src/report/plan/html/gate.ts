import { earliestText, utcTime } from '../../../times.ts';
import { gateText } from '../gate-words.ts';
import type { PlanReport } from '../plan-report.ts';
import { NOT_PROVABLE, soakPercent, soakShare, soakText } from '../soak-words.ts';
import { type Markup, markup } from './markup.ts';

/** Drawn rather than a progress element: browsers print those without their filling. */
function bar(share: number, words: string): Markup {
  const width = Number((share * 100).toFixed(2));
  return markup`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${words}"><rect class="bar-ground" width="100" height="4"/><rect class="bar-done${share < 1 ? '' : ' full'}" width="${width}" height="4"/></svg>`;
}

/** How far the soak has come, and when it is done. */
export function soak({ soak: soaked, time }: PlanReport): Markup | undefined {
  if (soaked === undefined) return undefined;
  const title = markup`<strong>Soak in ${soaked.phase}</strong>`;
  if (!soaked.isProvable) return markup`<p class="soak tone-warn">${title} ${NOT_PROVABLE}</p>\n`;
  const since = soaked.since === undefined ? undefined : markup`<span>since ${utcTime(soaked.since)}</span>`;
  const done =
    soaked.earliest === undefined
      ? undefined
      : markup`<span>done ${earliestText(soaked.earliest, time)}</span>`;
  return markup`<div class="soak">
<p>${title} <span class="big">${soakText(soaked)}</span> <span>${soakPercent(soaked)} %</span></p>
${bar(soakShare(soaked), `${soakPercent(soaked)} % of the soak`)}
<p class="ends">${since}${done}</p>
</div>
`;
}

/** Whether the step is let through, and why not. */
export function gate(report: PlanReport): Markup | undefined {
  if (report.gate === undefined) return undefined;
  const { isOpen, reasons } = report.gate;
  const list =
    reasons.length === 0
      ? undefined
      : markup`<ul>${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`;
  return markup`<div class="gate tone-${isOpen ? 'good' : 'warn'}"><p><strong>Gate</strong> ${gateText(report)}</p>${list}</div>
`;
}
