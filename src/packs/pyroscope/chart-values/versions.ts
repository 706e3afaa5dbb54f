/** Chart versions whose values.yaml and templates were read, oldest first. */
export const CHART_VERSIONS: readonly string[] = [
  '1.14.0',
  '1.15.1',
  '1.16.0',
  '1.17.0',
  '1.18.0',
  '1.18.1',
  '1.19.1',
  '1.19.2',
  '1.20.3',
  '1.21.0',
  '2.0.0',
  '2.0.1',
  '2.0.2',
  '2.0.3',
  '2.1.0',
  '2.1.2',
  '2.2.0',
  '2.2.1',
];

export const NEWEST_CHART = '2.2.1';

/** @throws RangeError for a version that is not among CHART_VERSIONS */
function positionOf(chart: string): number {
  const position = CHART_VERSIONS.indexOf(chart);
  if (position < 0) throw new RangeError(`the values of chart ${chart} are not known`);
  return position;
}

/** Whether a chart is a certain version or a newer one; both must be known versions. */
export const isFrom = (chart: string, first: string): boolean => positionOf(chart) >= positionOf(first);
