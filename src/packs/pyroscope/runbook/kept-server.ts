import { serverOfChart } from '../server-version.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { isBefore, majorOf } from '../versions.ts';

const TAG = ['pyroscope', 'image', 'tag'] as const;

/** The first server that reads the default queryBackendFrom auto (audit B1). */
const FIRST_SERVER_FOR_DUAL = '1.20.0';

/**
 * A written image.tag stays when the chart is upgraded, and its server may not know the chart's flags (audit A4, B1,
 * B19): the tag of the chart's own server, as --set takes it.
 * @param chart the chart to end with
 */
export function serverSettings({ given, components }: PyroscopeValues, chart: string): readonly string[] {
  const server = components[0]?.server;
  if (given(...TAG) === undefined || server === undefined) return [];
  const own = serverOfChart(chart);
  const isKnown = majorOf(server) >= majorOf(own) && !isBefore(server, FIRST_SERVER_FOR_DUAL);
  return isKnown ? [] : [`${TAG.join('.')}=${own}`];
}
