import { type FoundInValues, type Known, known, type Tree } from '../../../pack.ts';
import { PLAIN, STACK } from '../facts/charts.ts';
import type { PrometheusPhase } from '../facts/phases.ts';
import { type Meant, phaseOf } from './entries.ts';
import type { PrometheusFacts } from './facts.ts';
import { readPlain } from './plain-values.ts';
import { readStack } from './stack-values.ts';

/** Reads a release of one of the two charts off its values, as the chart would render them. @param meant what somebody says of the stores */
export function readValues(values: Tree, found: FoundInValues, meant: Meant): PrometheusFacts {
  const { chart, chartName, release, namespace, appVersion } = found;
  const context = { chart: chartName, values, release, namespace };
  const components =
    chartName === PLAIN.name ? readPlain(context, chart, appVersion) : readStack(context, chart);
  return { components, phase: phaseOf(components, meant), meant };
}

/**
 * The phase that the entries in a person's values make; undefined where they hold none, or nobody names the new store.
 * @param values what the person wrote, without the chart's defaults
 */
export function phaseWritten(values: Tree, chart: string, meant: Meant): Known<PrometheusPhase> | undefined {
  if (meant.destination === undefined) return undefined;
  const { name: chartName } = values.has('prometheus') ? STACK : PLAIN;
  const { components, phase } = readValues(values, { chart, chartName }, meant);
  const isWritten = components.some(({ entries }) => entries.length > 0);
  return isWritten && phase.sure ? known(phase.value, 'person', phase.place) : undefined;
}
