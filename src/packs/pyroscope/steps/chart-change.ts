import { compareVersions, isBefore, majorOf } from '../../../chart/versions.ts';
import type { TransitionRefusal } from '../../../step/transition.ts';
import { bordersBetween, FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import { knowsAuto } from '../facts/flags.ts';
import { hasStore } from '../facts/phases.ts';
import type { ReleaseState } from './release-state.ts';

const isUpgrade = (before: ReleaseState, after: ReleaseState): boolean =>
  compareVersions(before.chart, after.chart) < 0;

const toggles = (phase: ReleaseState['phase']): string =>
  `architecture.storage.v1: ${hasStore(phase, 'v1')} and v2: ${hasStore(phase, 'v2')}`;

interface Order {
  readonly first: string;
  readonly why: string;
}

const WHY_CHART_FIRST: Readonly<Record<string, string>> = {
  v1: 'v2 holds no data yet that the other chart could lose, and dual needs the server of the newer chart',
  dual: 'v1 still has all data, so you notice v2 blocks that the newer chart does not find while v1 can still serve them',
};

/** Forward steps want the newer chart first; ways back want the chart that the release is known to run on. */
function orderOf(before: ReleaseState, after: ReleaseState): Order {
  const forward = before.phase === 'v1' || (before.phase === 'dual' && after.phase === 'v2');
  if (forward && isUpgrade(before, after)) {
    const first = `change the chart first: upgrade to ${after.chart} in ${before.phase}, with ${toggles(before.phase)} written out; then change the phase`;
    return { first, why: WHY_CHART_FIRST[before.phase] ?? '' };
  }
  const why = isUpgrade(before, after)
    ? `going back is safe on chart ${before.chart}, because the stores are known to work with it`
    : `chart ${before.chart} runs now, and an older one may look for the blocks of v2 elsewhere`;
  return {
    first: `change the phase first: go to ${after.phase} on chart ${before.chart}; then change the chart, with ${toggles(after.phase)} written`,
    why,
  };
}

/** A phase and a chart across a border never change in one step: two causes, and what went wrong is not to be told. */
export function chartRefusals(before: ReleaseState, after: ReleaseState): readonly TransitionRefusal[] {
  const borders = bordersBetween(before.chart, after.chart);
  if (before.phase === after.phase || borders.length === 0) return [];
  const { first, why } = orderOf(before, after);
  const passed = borders.map(({ chart, changes }) => `chart ${chart} ${changes}`).join('; ');
  return [
    {
      id: 'chart-border-with-phase-change',
      what: `this changes the chart from ${before.chart} to ${after.chart} and the phase from ${before.phase} to ${after.phase} at once`,
      why: `${passed}. Take two steps: ${why}`,
      remedy: first,
    },
  ];
}

/** What a chart across a border does to a release whose phase stays; nothing if it renders none. */
export function chartChange(before: ReleaseState, after: ReleaseState): readonly string[] {
  if (before.phase !== after.phase || after.phase === 'off') return [];
  const passed = new Set(bordersBetween(before.chart, after.chart).map(({ chart }) => chart));
  return passed.has(FIRST_CHART.v2ByDefault)
    ? [`the defaults of the toggles differ between these charts: keep ${toggles(after.phase)} written`]
    : [];
}

/** Single binary, charts from 1.19.2 until 2.0.0: their v2 writes flags that only servers from 1.20.0 know (audit B2). */
export function serverNotes(_before: ReleaseState, after: ReleaseState): readonly string[] {
  const { server, phase, chart, mode } = after;
  const writesFlags = !isBefore(chart, FIRST_CHART.leavingV1Out) && majorOf(chart) < 2;
  if (phase !== 'v2' || mode !== 'single-binary' || !writesFlags) return [];
  if (server === undefined || knowsAuto(server)) return [];
  return [
    `chart ${chart} renders -all.enable-v1-write-path=false, which makes server ${server} exit; phasegate leaves it out, so the v1 modules keep running; pyroscope.image.tag: ${FIRST_SERVER.soundUnder1x} fixes both`,
  ];
}
