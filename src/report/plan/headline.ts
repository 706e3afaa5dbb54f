import { releaseTitle } from '../run-report.ts';
import type { PlanReport, PlanSide } from './plan-report.ts';

const step = (before: string, after: string): string => (before === after ? before : `${before} → ${after}`);

/** `v1 → dual`, or `stays in dual`. */
export const phaseStep = ({ before, after }: PlanReport): string =>
  before.phase === after.phase ? `stays in ${after.phase}` : step(before.phase, after.phase);

/** `1.21.0 → 2.2.1`, or `2.2.1` where it stays. */
export const chartStep = ({ before, after }: PlanReport): string => step(before.chart, after.chart);

/** `pyroscope in production: v1 → dual (chart 1.21.0 → 2.2.1)` */
export const headline = (report: PlanReport): string =>
  `${releaseTitle(report.release)}: ${phaseStep(report)} (chart ${chartStep(report)})`;

/** `v1, chart 1.21.0, server 1.21.0, microservices` */
export const sideText = ({ phase, chart, server, mode }: PlanSide): string =>
  `${phase}, chart ${chart}, server ${server}, ${mode}`;

/** Whether the step can be undone, and at what cost. */
export const goingBack = ({ isReversible, costOfGoingBack }: PlanReport): string => {
  const answer = isReversible ? 'possible' : 'not possible without loss';
  return costOfGoingBack === '' ? answer : `${answer}: ${costOfGoingBack}`;
};
