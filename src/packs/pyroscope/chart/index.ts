import { ChartTables } from '../../../chart/chart.ts';
import {
  type ContentSchemas,
  type RangeSchemas,
  rangeSchemas,
  type SchemaObject,
  schemaFor,
} from '../../../chart/schema.ts';
import { isBefore } from '../../../chart/versions.ts';
import { lazyByText } from '../../../lazy.ts';
import { chartVersions, FIRST_CHART, serverOfChart } from '../facts/charts.ts';
import { configKeySupport } from '../facts/config.ts';
import keys from './keys.tsv';
import moved from './moved.tsv';
import places from './places.tsv';
import { configSchema, flagsSchema } from './server-schema.ts';

const CONFIG = ['pyroscope', 'structuredConfig'];

/** v2 has a retention of its own; v1 leaves it to the compactor. */
const retentionKey = (chart: string): string =>
  isBefore(chart, FIRST_CHART.architecture) ? 'compactor_blocks_retention_period' : 'retention_period';

/** Where a key of the server configuration belongs among the chart's values, undefined where it is none. */
function configPlaceOf(name: string, chart: string): readonly string[] | undefined {
  const server = serverOfChart(chart);
  if (configKeySupport([name], server) !== 'unknown') return [...CONFIG, name];
  if (configKeySupport(['storage', name], server) !== 'unknown') return [...CONFIG, 'storage', name];
  if (/^retention([-_]?period)?$/i.test(name)) return [...CONFIG, 'limits', retentionKey(chart)];
  return undefined;
}

/** The values of the Pyroscope chart. */
export const CHART = new ChartTables({ versions: chartVersions, keys, moved, places, configPlaceOf });

const CONTENTS: ContentSchemas = {
  flags: flagsSchema,
  config: (charts) => configSchema(charts),
  overrides: (charts) => {
    const { schema, definitions } = configSchema(charts, ['limits']);
    return { schema: { type: ['object', 'null'], additionalProperties: schema }, definitions };
  },
};

const TITLE = 'Values of the Grafana Pyroscope chart';

const schemaOf = lazyByText((known): SchemaObject => schemaFor(CHART, known, TITLE, CONTENTS));

/** The JSON Schema of the values of a chart version: the same object each time. */
export const publishedSchema = (chart: string): SchemaObject => schemaOf(CHART.nearest(chart));

/** All schemas, one a range of chart versions. */
export const schemasToWrite = (): readonly RangeSchemas[] => rangeSchemas(CHART, TITLE, CONTENTS);
