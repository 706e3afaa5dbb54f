import {
  bareUtcTime,
  durationText,
  earliestTime,
  instantOf,
  TIMES_ARE_UTC,
  timeUntil,
} from '../../../times.ts';
import type { PlanReport, PlanSpan } from '../plan-report.ts';
import { verdictOf } from '../verdict.ts';
import { gate, soak } from './gate.ts';
import { type Markup, markup, section } from './markup.ts';
import { phaseColour } from './phase-colour.ts';

function lengthOf({ since, until }: PlanSpan, now: string): number {
  const [from, to] = [instantOf(since), instantOf(until ?? now)];
  return from === undefined || to === undefined ? 0 : Math.max(0, to - from);
}

/** Long spans would leave no room for the short ones that matter most, so widths grow with the root of the time. */
const grow = (duration: number): number => Number(Math.max(1, Math.sqrt(duration / 60_000)).toFixed(2));

const timeTag = (time: string): Markup => markup`<time datetime="${time}">${bareUtcTime(time)}</time>`;

function span(one: PlanSpan, now: string): Markup {
  const { phase, since, until, isCertain } = one;
  const duration = lengthOf(one, now);
  const end = until === undefined ? markup`today` : timeTag(until);
  const doubt = isCertain ? undefined : markup`<span class="doubt">not certain</span>`;
  return markup`<li class="span layer-${phaseColour(phase)}${isCertain ? '' : ' uncertain'}" style="flex-grow: ${grow(duration)}"><strong>${phase}</strong> <span class="length">${durationText(duration)}</span>${doubt}<span class="from">${timeTag(since)}</span> <span class="until">to ${end}</span></li>
`;
}

function whenPlanned(report: PlanReport): Markup {
  const verdict = verdictOf(report);
  if (verdict === 'refused') return markup`refused`;
  if (verdict === 'open') return markup`may be taken now`;
  const earliest = report.gate?.earliest ?? report.soak?.earliest;
  if (earliest === undefined) return markup`nobody knows when`;
  const until = timeUntil(earliest, report.time);
  return markup`at the earliest <time datetime="${earliest}">${earliestTime(earliest)}</time>${until === undefined ? undefined : markup`, ${until}`}`;
}

const planned = (report: PlanReport): Markup =>
  markup`<li class="span planned layer-${phaseColour(report.after.phase)}"><strong>${report.after.phase}</strong> <span class="length">${verdictOf(report) === 'refused' ? 'asked for' : 'planned'}</span><span class="from">${whenPlanned(report)}</span></li>
`;

function spans(report: PlanReport): Markup | undefined {
  if (report.timeLine.length === 0) return undefined;
  const next = report.before.phase === report.after.phase ? undefined : planned(report);
  return markup`<ol class="time-line">
${report.timeLine.map((one) => span(one, report.time))}${next}</ol>
<p class="hint">Oldest first; widths are not to scale. ${TIMES_ARE_UTC}</p>
`;
}

/** The phases of the past, the soak that runs, and when the step may be taken. */
export function timeLine(report: PlanReport): Markup | undefined {
  const drawn = [spans(report), soak(report), gate(report)].filter((one) => one !== undefined);
  return section('time-line', 'When', drawn.length === 0 ? undefined : markup`${drawn}`);
}
