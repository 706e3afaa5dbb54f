import { isBefore } from '../../../chart/versions.ts';
import { ruleFor, sure } from '../../../pack.ts';
import { bordersBetween } from '../facts/charts.ts';
import { type PyroscopePhase, STORAGE_PATH, togglesInWords } from '../facts/phases.ts';
import { chartOf, type PyroscopeFacts, type PyroscopeState } from '../read/facts.ts';
import { flipsUnannounced } from '../read/toggles.ts';
import { DUAL, V1, V2 } from './examples.ts';

const AT = 'architecture.storage.v2';

interface Step {
  readonly from: PyroscopePhase;
  readonly to: PyroscopePhase;
  readonly fromChart: string;
  readonly toChart: string;
}

const WHY_CHART_FIRST: Readonly<Partial<Record<PyroscopePhase, string>>> = {
  v1: 'v2 holds no data yet that the other chart could lose, and dual needs the server of the newer chart',
  dual: 'v1 still has all data, so you notice v2 blocks that the newer chart does not find while v1 can still serve them',
};

/** Forward steps want the newer chart first; ways back want the chart that the release is known to run on. */
function orderOf({ from, to, fromChart, toChart }: Step): { readonly first: string; readonly why: string } {
  const isUpgrade = isBefore(fromChart, toChart);
  const forward = from === 'v1' || (from === 'dual' && to === 'v2');
  const next = from === 'dual' ? to : 'dual';
  if (forward && isUpgrade)
    return {
      first: `change the chart first: upgrade to ${toChart} in ${from}, with ${togglesInWords(from)} written out; then go to ${next}`,
      why: WHY_CHART_FIRST[from] ?? '',
    };
  return {
    first: `change the phase first: go to ${next} on chart ${fromChart}; then change the chart, with ${togglesInWords(next)} written`,
    why: isUpgrade
      ? `going back is safe on chart ${fromChart}, because the stores are known to work with it`
      : `chart ${fromChart} runs now, and an older one may look for the blocks of v2 elsewhere`,
  };
}

/** What to do first where the phase changes with a chart across a border; undefined where the step crosses none. */
export function wayAcrossBorder(
  before: PyroscopeState,
  now: PyroscopeState,
): { readonly first: string; readonly why: string } | undefined {
  const [from, to] = [sure(before.phase), sure(now.phase)];
  const [fromChart, toChart] = [chartOf(before), chartOf(now)];
  if (from === undefined || to === undefined || from === to) return undefined;
  if (bordersBetween(fromChart, toChart).length === 0) return undefined;
  return orderOf({ from, to, fromChart, toChart });
}

/** Audit A2, A12 and C1. */
export const chartBorderWithPhaseChange = ruleFor<PyroscopeFacts>()({
  id: 'chart-border-with-phase-change',
  severity: 'error',
  needs: ['before'],
  summary: 'the phase changes together with a chart version that stores or reads differently',
  why: 'If something goes wrong, you cannot tell whether the chart or the phase caused it.',
  details: `Three chart versions silently change what a release renders: 1.19.2 leaves the v1 components out
of v2, 2.0.0 brings other flags and no longer mounts \`/data-shared\`, and 2.0.2 swaps the defaults of the toggles. A step
across one of them should keep its phase, and a step that changes the phase should keep its chart.

On the way forward the chart comes first; on the way back the phase does, on the chart that is known to work.`,
  audit: ['A2', 'A12', 'C1'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, upgraded in dual'],
  good: [
    { before: V1, fromChart: '1.21.0', values: V1 },
    { before: V1, fromChart: '2.0.2', values: DUAL },
    { before: DUAL, values: V2 },
    { chart: '1.21.0', fromChart: '1.20.3', before: V1, values: DUAL },
  ],
  bad: [
    { before: V1, fromChart: '1.21.0', values: DUAL, at: AT },
    { before: DUAL, fromChart: '2.0.1', values: V2, at: AT },
    { chart: '1.21.0', before: DUAL, fromChart: '2.2.1', values: V1, at: AT },
    { chart: '1.19.2', before: V1, fromChart: '1.19.1', values: DUAL, at: AT },
  ],
  judge({ now, before, history }, report) {
    const way = wayAcrossBorder(before, now);
    if (way === undefined) return;
    // Lint has a rule that says more of it; a step is refused all the same.
    if (history === undefined && flipsUnannounced(now, before)) return;
    const [fromChart, toChart] = [chartOf(before), chartOf(now)];
    const passed = bordersBetween(fromChart, toChart)
      .map(({ chart, changes }) => `chart ${chart} ${changes}`)
      .join('; ');
    report({
      at: now.values?.at(...STORAGE_PATH, 'v2') ?? now.phase,
      what: `this changes the chart from ${fromChart} to ${toChart} and the phase from ${sure(before.phase)} to ${sure(now.phase)} at once`,
      why: `${passed}. Take two steps: ${way.why}`,
      fix: way.first,
    });
  },
});
