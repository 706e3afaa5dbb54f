import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { FIRST_CHART_WITH_PHASES, isBefore } from '../../versions.ts';

/** Charts from here on pass the weights on, name the storage to every component and no longer need an experiment. */
export const FIRST_CHART_2 = '2.0.0';

type Chart = Pick<PyroscopeValues, 'chart'>;

/** Charts 1.15.1 to 1.21.0: v2 is an experiment that an environment variable switches on. */
export const isExperimentChart = ({ chart }: Chart): boolean =>
  !isBefore(chart, FIRST_CHART_WITH_PHASES) && isBefore(chart, FIRST_CHART_2);

export const isChart2 = ({ chart }: Chart): boolean => !isBefore(chart, FIRST_CHART_2);
