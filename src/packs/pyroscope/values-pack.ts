import type { ValuesPack } from '../../lint/values-pack.ts';
import { checkSchema } from './chart-values/check-schema.ts';
import { defaultsOf } from './chart-values/defaults.ts';
import { placesOf } from './chart-values/places.ts';
import { schemaFor } from './chart-values/schema.ts';
import { CHART_VERSIONS } from './chart-values/versions.ts';
import { RULES } from './rules/index.ts';
import { pyroscopeValues } from './values/pyroscope-values.ts';

/** The values of the Pyroscope chart, 1.14.0 to 2.2.1. */
export const pyroscopeValuesPack: ValuesPack = {
  name: 'pyroscope',
  chartName: 'pyroscope',
  chartVersions: CHART_VERSIONS,
  rules: RULES,
  defaultsOf,
  checkSchema,
  schemaOf: async (chart) => schemaFor(chart),
  placesOf,
  inspect: (release) => {
    const values = pyroscopeValues(release);
    return (ruleId, options) => RULES.find(({ id }) => id === ruleId)?.check(values, options) ?? [];
  },
};
