import { earliestText, utcTime } from '../../../times.ts';
import { chartStep, phaseStep } from '../headline.ts';
import type { PlanReport, PlanSide } from '../plan-report.ts';
import { VERDICT_WORDS, type Verdict, verdictOf } from '../verdict.ts';
import { type Markup, markup } from './markup.ts';
import { phaseColour } from './phase-colour.ts';

const TONES = { refused: 'bad', closed: 'warn', open: 'good', ungated: 'none' } as const satisfies Record<
  Verdict,
  string
>;
const SIGNS = { refused: '✕', closed: '◷', open: '✓', ungated: '–' } as const satisfies Record<
  Verdict,
  string
>;

const sideCard = (title: string, { phase, chart, server, mode, source }: PlanSide): Markup =>
  markup`<div class="side layer-${phaseColour(phase)}">
<p class="label">${title}</p>
<p class="phase">${phase}</p>
<dl><div><dt>chart</dt><dd>${chart}</dd></div><div><dt>server</dt><dd>${server}</dd></div><div><dt>mode</dt><dd>${mode}</dd></div></dl>
<p class="source">from ${source}</p>
</div>`;

function verdict(report: PlanReport): Markup {
  const kind = verdictOf(report);
  const earliest = kind === 'closed' ? report.gate?.earliest : undefined;
  const opens =
    earliest === undefined ? undefined : markup`<span>opens ${earliestText(earliest, report.time)}</span>`;
  return markup`<p class="verdict tone-${TONES[kind]}"><span aria-hidden="true">${SIGNS[kind]}</span> <strong>${VERDICT_WORDS[kind]}</strong>${opens}</p>`;
}

/** Which release, from where to where, and whether it may be. */
export function header(report: PlanReport): Markup {
  const { release, before, after } = report;
  const context =
    release.kubeContext === undefined ? undefined : markup` <span>context ${release.kubeContext}</span>`;
  return markup`<header>
<p class="label">phasegate plan</p>
<h1>${release.name}${release.namespace === '' ? undefined : markup` <small>in ${release.namespace}</small>`}</h1>
<p class="summary"><strong>${phaseStep(report)}</strong> <span>chart ${chartStep(report)}</span>${context} <span>planned ${utcTime(report.time)}</span></p>
${verdict(report)}
<div class="sides">
${sideCard('Today', before)}
<span class="arrow" aria-hidden="true">→</span>
${sideCard('After this step', after)}
</div>
</header>
`;
}
