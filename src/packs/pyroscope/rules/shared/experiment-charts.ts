import { isBefore } from '../../../../chart/versions.ts';
import { FIRST_CHART } from '../../facts/charts.ts';

interface Chart {
  readonly chart: string;
}

/** Charts 1.15.1 to 1.21.0: v2 is an experiment that an environment variable switches on. */
export const isExperimentChart = ({ chart }: Chart): boolean =>
  !isBefore(chart, FIRST_CHART.phases) && isBefore(chart, FIRST_CHART.architecture);

export const isChart2 = ({ chart }: Chart): boolean => !isBefore(chart, FIRST_CHART.architecture);
