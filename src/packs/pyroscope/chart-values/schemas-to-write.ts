import { lintSchemaFor } from './lint-schema.ts';
import { chartRanges, nameOfRange } from './ranges.ts';
import { schemaFor } from './schema.ts';
import type { SchemaObject } from './schema-of-shape.ts';

/** What scripts write of one range of chart versions. */
export interface RangeSchemas {
  /** `2.0.2-2.2.1` */
  readonly name: string;
  readonly charts: readonly string[];
  /** For schemas/pyroscope. */
  readonly published: SchemaObject;
  /** To be compiled. */
  readonly lint: SchemaObject;
}

export const rangeSchemas = (): readonly RangeSchemas[] =>
  chartRanges().map((charts) => {
    const chart = charts[0] ?? '';
    return { name: nameOfRange(charts), charts, published: schemaFor(chart), lint: lintSchemaFor(chart) };
  });
