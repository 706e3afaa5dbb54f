import { checkSchema } from '../../chart/check-schema.ts';
import type { ValuesPack } from '../../lint/values-pack.ts';
import type { Rule } from '../../pack.ts';
import { VALIDATORS } from './chart/generated/validators.js';
import { CHART, publishedSchema } from './chart/index.ts';
import { chartVersions } from './facts/charts.ts';
import { caseOfValues } from './read/values.ts';
import { RULES } from './rules/index.ts';
import { pyroscopeValues } from './values/pyroscope-values.ts';

/** The values of the Pyroscope chart. */
export const pyroscopeValuesPack: ValuesPack = {
  name: 'pyroscope',
  chartName: 'pyroscope',
  get chartVersions() {
    return chartVersions();
  },
  rules: RULES as readonly Rule[],
  defaultsOf: (chart) => CHART.defaultsOf(chart),
  checkSchema: (chart, values) => checkSchema(CHART, VALIDATORS, chart, values),
  schemaOf: async (chart) => publishedSchema(chart),
  placesOf: (path, chart) => CHART.placesOf(path, chart),
  caseOf: (release) => caseOfValues(pyroscopeValues(release)),
};
