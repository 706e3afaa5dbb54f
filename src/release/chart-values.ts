import { ownSchema, type SchemaCheck } from '../chart/own-schema.ts';
import type { SchemaProblem } from '../chart/schema-problem.ts';
import { nearestKnown } from '../chart/versions.ts';
import type { Chart, Pack } from '../pack.ts';
import { fromJson, type MapNode, type Origin } from '../values/tree.ts';

/** A pack with a chart whose values can be read: lint, values, schema, plan and next work with those alone. */
export type ChartPack = Pack &
  Required<Pick<Pack, 'readValues'>> & { readonly charts: readonly [Chart, ...Chart[]] };

/** Whether a pack knows a chart and reads its values. */
export const hasChart = (pack: Pack): pack is ChartPack =>
  pack.readValues !== undefined && (pack.charts?.length ?? 0) > 0;

const defaults = new WeakMap<Chart, Map<string, MapNode>>();

/**
 * A chart's own values.yaml as Helm reads it; every origin is a default of the nearest known version.
 * @param version any
 * @returns the same tree each time
 */
export function defaultsOf(chart: Chart, version: string): MapNode {
  const known = chart.versions.length === 0 ? version : nearestKnown(version, chart.versions);
  const made = defaults.get(chart) ?? new Map<string, MapNode>();
  defaults.set(chart, made);
  const before = made.get(known);
  if (before) return before;
  const origin: Origin = { kind: 'default', chartVersion: known };
  const tree = fromJson(chart.defaults(known), origin);
  const values: MapNode = tree.kind === 'map' ? tree : { kind: 'map', entries: new Map(), origin };
  made.set(known, values);
  return values;
}

const compiled = new WeakMap<object, Promise<SchemaCheck>>();

async function compile(schema: object): Promise<SchemaCheck> {
  const check = await ownSchema(JSON.stringify(schema));
  if (!check.ok) throw new Error(`the chart's schema cannot be compiled: ${check.error}`);
  return check.value;
}

/**
 * What in a person's values does not match the schema of a chart version, at most one problem a value; none where the
 * chart brings no schema.
 * @param values plain data, without the chart's defaults
 */
export async function schemaProblems(
  chart: Chart,
  version: string,
  values: unknown,
): Promise<readonly SchemaProblem[]> {
  if (chart.check) return chart.check(version, values);
  const schema = chart.schema?.(version);
  if (schema === undefined) return [];
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  return (await check)(values);
}
