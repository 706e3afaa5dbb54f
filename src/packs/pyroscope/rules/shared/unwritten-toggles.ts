import { crosses, FIRST_CHART } from '../../facts/charts.ts';
import type { PyroscopeChange, PyroscopeValues } from '../../values/pyroscope-values.ts';
import { STORAGE_PATH } from '../../values/toggles.ts';

const LAYERS = ['v1', 'v2'] as const;
export type Layer = (typeof LAYERS)[number];

/** The storage toggles that nobody wrote, so that the chart's defaults decide. */
export const unwrittenToggles = ({ given }: Pick<PyroscopeValues, 'given'>): readonly Layer[] =>
  LAYERS.filter((layer) => given(...STORAGE_PATH, layer) === undefined);

const crossesFlip = ({ chart, previous }: PyroscopeChange): boolean =>
  previous !== undefined && crosses(previous.chart, chart, FIRST_CHART.v2ByDefault);

/** Whether the new defaults of chart 2.0.2, and nobody's word, put a release into another phase. */
export const flipsUnannounced = (values: PyroscopeChange): boolean =>
  crossesFlip(values) &&
  values.phase !== 'off' &&
  values.previous?.phase !== values.phase &&
  unwrittenToggles(values).length > 0;
