import { checkSchema } from '../../../chart/check-schema.ts';
import { compareVersions, isBefore, isNewer } from '../../../chart/versions.ts';
import { type Chart, known, unsure } from '../../../pack.ts';
import { defaultsOf } from '../../../release/chart-values.ts';
import { isNull, type MapNode, toJson, type ValueNode } from '../../../values/tree.ts';
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
  printedAs: (path, version) => CHART.printedAs(path, version),
  server: (version) => {
    const own = ownServer(version);
    return own.isCertain
      ? known(own.version, 'chart')
      : unsure('the chart is not known', undefined, own.version);
  },
  keepsValues,
};

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
