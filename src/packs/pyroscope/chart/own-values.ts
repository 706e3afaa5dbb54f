import { defaultsOf } from '../../../release/chart-values.ts';
import { isNull, type MapNode, toJson, type ValueNode } from '../../../values/tree.ts';
import { PYROSCOPE_CHART } from './pyroscope-chart.ts';

/** The template that the chart keeps in `pyroscope.config` is not among the known defaults. */
const UNKNOWN_DEFAULTS = new Set(['config']);

function differs(written: ValueNode, byDefault: ValueNode | undefined): boolean {
  if (isNull(written)) return byDefault !== undefined && !isNull(byDefault);
  if (written.kind !== 'map')
    return byDefault === undefined || JSON.stringify(toJson(written)) !== JSON.stringify(toJson(byDefault));
  const known = byDefault?.kind === 'map' ? byDefault.entries : undefined;
  return [...written.entries].some(
    ([key, value]) => !UNKNOWN_DEFAULTS.has(key) && differs(value, known?.get(key)),
  );
}

/** Whether values say anything that the chart's own values.yaml does not say: a copy of it does not. */
export const hasOwnValues = (user: MapNode, chart: string): boolean =>
  differs(user, defaultsOf(PYROSCOPE_CHART, chart));
