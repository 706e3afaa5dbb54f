import { isBefore } from '../../../chart/versions.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { lookup, type MapNode } from '../../../values/tree.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { type Phase, phaseOfToggles, STORAGE_PATH, type Store } from '../facts/phases.ts';

export { STORAGE_PATH };

/** The storage layers that the templates see as on: by Go's template truth, so the text "false" is on. */
export interface Toggles {
  readonly v1: boolean;
  readonly v2: boolean;
}

/** @param resolved `.Values` */
export function togglesOf(resolved: MapNode): Toggles {
  const isOn = (layer: Store): boolean => isTrueInTemplate(lookup(resolved, [...STORAGE_PATH, layer]));
  return { v1: isOn('v1'), v2: isOn('v2') };
}

/** The phase that a chart renders; v1 for charts that know no toggles, `off` where both layers are off. */
export function phaseRendered({ v1, v2 }: Toggles, chart: string): Phase | 'off' {
  return isBefore(chart, FIRST_CHART.phases) ? 'v1' : phaseOfToggles(v1, v2);
}
