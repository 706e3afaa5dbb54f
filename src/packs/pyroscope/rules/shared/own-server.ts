import { majorOf } from '../../../../chart/versions.ts';
import { serverOfChart } from '../../facts/charts.ts';

/**
 * The servers that have to refuse something for it to be a mistake: the one in force and, under an image of another
 * major version, the chart's own, too. Else the image is the mistake, and its rule says so.
 */
export function judges(server: string, chart: string): readonly string[] {
  return majorOf(server) === majorOf(chart) ? [server] : [server, serverOfChart(chart)];
}
