import { chartRanges } from './ranges.ts';
import { SchemaDraft, sectionSchema } from './schema-draft.ts';
import type { SchemaObject } from './schema-of-shape.ts';
import { CHART_KEYS } from './top-level.ts';

/** Keys at the top that hold YAML anchors and mean nothing to the chart. */
export const HOLDERS = '^x-';

/**
 * The JSON Schema (draft-07) of the values of a chart version, the same for all versions of a range. It can be the
 * values.schema.json of a chart and the schema of an editor.
 * @param chart one of CHART_VERSIONS
 */
export function schemaFor(chart: string): SchemaObject {
  const range = chartRanges().find((versions) => versions.includes(chart)) ?? [chart];
  const draft = new SchemaDraft(chart);
  const properties = draft.propertiesOf(CHART_KEYS);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Values of the Grafana Pyroscope chart ${[...new Set([range[0], range.at(-1)])].join(' to ')}`,
    ...sectionSchema(properties),
    patternProperties: { [HOLDERS]: { description: 'Holds YAML anchors; the chart does not read it.' } },
    definitions: draft.definitions,
  };
}
