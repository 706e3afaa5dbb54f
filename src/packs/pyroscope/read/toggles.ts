import { isBefore } from '../../../chart/versions.ts';
import { likely, sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { STORAGE_PATH } from '../facts/phases.ts';
import { chartOf, type PyroscopeState } from './facts.ts';

const LAYERS = ['v1', 'v2'] as const;
export type Layer = (typeof LAYERS)[number];

/** Whether the templates see a storage layer as on; off values only. */
export const isLayerOn = ({ values }: PyroscopeState, layer: Layer): boolean =>
  values?.isTrue(...STORAGE_PATH, layer) ?? false;

/** Whether values switch both layers off, so that the chart fails; charts before 1.15.1 know no layers. */
export const isWithoutStorage = (state: PyroscopeState): boolean =>
  state.values !== undefined &&
  !isBefore(chartOf(state), FIRST_CHART.phases) &&
  !LAYERS.some((layer) => isLayerOn(state, layer));

/** The storage toggles that nobody wrote, so that the chart's defaults decide; none off manifests, which do not show it. */
export const unwrittenToggles = ({ values }: PyroscopeState): readonly Layer[] =>
  values === undefined ? [] : LAYERS.filter((layer) => !values.isWritten(...STORAGE_PATH, layer));

const crossesFlip = (now: PyroscopeState, before: PyroscopeState): boolean =>
  isBefore(chartOf(before), FIRST_CHART.v2ByDefault) && !isBefore(chartOf(now), FIRST_CHART.v2ByDefault);

/** Whether the new defaults of chart 2.0.2, and nobody's word, put a release into another phase. */
export const flipsUnannounced = (now: PyroscopeState, before: PyroscopeState): boolean =>
  crossesFlip(now, before) &&
  !isWithoutStorage(now) &&
  likely(before.phase) !== sure(now.phase) &&
  unwrittenToggles(now).length > 0;
