import { type ChartKey, isRemoved, type Keys } from './key.ts';
import { HOLDERS } from './schema.ts';
import { presentIn, sectionSchema } from './schema-draft.ts';
import { type SchemaObject, schemaOfShape } from './schema-of-shape.ts';
import { SharedParts } from './shared-parts.ts';
import { CHART_KEYS } from './top-level.ts';

/** The schema that the linter compiles: without words, and lenient where a rule has more to say. */
export function lintSchemaFor(chart: string): SchemaObject {
  const parts = new SharedParts();
  const properties = propertiesOf(CHART_KEYS, chart, parts);
  // A part like all others: ajv's code carries a copy of every schema along, and the whole one holds all parts.
  const whole = parts.refer({ ...sectionSchema(properties), patternProperties: { [HOLDERS]: {} } });
  return { ...whole, definitions: parts.definitions };
}

const propertiesOf = (keys: Keys, chart: string, parts: SharedParts): SchemaObject =>
  Object.fromEntries(
    presentIn(keys, chart).map(([name, key]) => [
      name,
      isRemoved(key, chart) ? {} : parts.refer(schemaOf(key, chart, parts)),
    ]),
  );

function schemaOf({ shape }: ChartKey, chart: string, parts: SharedParts): SchemaObject {
  if (shape.kind !== 'section') return schemaOfShape(shape, 'lint');
  return sectionSchema(propertiesOf(shape.keys, chart, parts), shape.open);
}
