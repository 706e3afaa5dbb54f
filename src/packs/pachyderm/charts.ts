import { type Chart, known } from '../../pack.ts';
import { CHART_VERSIONS } from './facts/charts.ts';
import { defaultsOf, schemaOf } from './facts/values.ts';

export const CHART: Chart = {
  name: 'pachyderm',
  reference: 'pachyderm/pachyderm',
  versions: CHART_VERSIONS,
  defaults: defaultsOf,
  schema: schemaOf,
  // Of charts that brought one, the image has the chart's version.
  server: (version) => known(version, 'chart'),
  signs: [['deployTarget'], ['pachd', 'storage'], ['pachd', 'service']],
};
