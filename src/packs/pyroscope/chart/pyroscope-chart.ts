import { checkSchema } from '../../../chart/check-schema.ts';
import { compareVersions, isBefore, isNewer } from '../../../chart/versions.ts';
import { type Chart, known, unsure } from '../../../pack.ts';
import { chartVersions, FIRST_CHART, knownnessOf, lackingInKept, ownServer } from '../facts/charts.ts';
import { CHART, publishedSchema } from './index.ts';

/**
 * Whether `--reuse-values` works: it keeps the old chart's defaults, and fails where the new templates want keys that
 * those lack. Nobody tried it from charts before the phases, nor to one that is not known.
 */
function keepsValues(from: string, to: string): boolean {
  if (compareVersions(from, to) === 0) return true;
  const isTried = !isBefore(from, FIRST_CHART.phases) && !isNewer(knownnessOf(to));
  return isTried && lackingInKept(from, to) === undefined;
}

/** The chart as the engine knows it. */
export const PYROSCOPE_CHART: Chart = {
  name: 'pyroscope',
  reference: 'grafana/pyroscope',
  get versions() {
    return chartVersions();
  },
  defaults: (version) => CHART.defaults(version),
  schema: publishedSchema,
  check: async (version, values) =>
    checkSchema(CHART, (await import('./generated/validators.js')).VALIDATORS, version, values),
  placesOf: (path, version) => CHART.placesOf(path, version),
  server: (version) => {
    const own = ownServer(version);
    return own.isCertain
      ? known(own.version, 'chart')
      : unsure('the chart is not known', undefined, own.version);
  },
  keepsValues,
};
