import { checkSchema } from '../../../chart/check-schema.ts';
import { schemaKeysAt } from '../../../chart/schema.ts';
import { compareVersions, isBefore, isNewer } from '../../../chart/versions.ts';
import { type Chart, known, unsure } from '../../../pack.ts';
import { defaultsOf } from '../../../release/chart-values.ts';
import { isNull, type MapNode, toJson, type ValueNode } from '../../../values/tree.ts';
import { chartVersions, FIRST_CHART, knownnessOf, lackingInKept, ownServer } from '../facts/charts.ts';
import { PHASE_FACTS, PHASES, STORAGE_PATH, STORES } from '../facts/phases.ts';
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

/** Where one server may keep all it has on its own volume, and several share a bucket. */
const SHARED_BUCKET = {
  storage: { backend: 's3', s3: { bucket_name: 'profiles', endpoint: 's3.example.org' } },
};

const RETENTION = { limits: { retention_period: '30d' } };

/** Values of a release in order, of each phase and layout (charts 1.15.1 to 2.2.1). */
const SOUND_VALUES = PHASES.flatMap((phase) => {
  const writes = PHASE_FACTS[phase].writes;
  const storage = Object.fromEntries(STORES.map((store) => [store, writes.includes(store)]));
  const kept = { enabled: true };
  return [
    {
      architecture: { storage, microservices: { enabled: false } },
      pyroscope: { persistence: kept, structuredConfig: RETENTION },
    },
    {
      architecture: { storage, microservices: { enabled: true } },
      pyroscope: {
        persistence: kept,
        components: { metastore: { persistence: kept } },
        structuredConfig: { ...RETENTION, ...SHARED_BUCKET },
      },
    },
  ];
});

/** The chart as the engine knows it. */
export const PYROSCOPE_CHART: Chart = {
  name: 'pyroscope',
  reference: 'grafana/pyroscope',
  // Older charts have no phases to move between.
  likelyFrom: FIRST_CHART.phases,
  signs: [['pyroscope'], STORAGE_PATH, ['architecture', 'microservices'], ['architecture']],
  soundValues: SOUND_VALUES,
  get versions() {
    return chartVersions();
  },
  defaults: (version) => CHART.defaults(version),
  schema: publishedSchema,
  keysAt: (path, version) => schemaKeysAt(CHART, path, version),
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
