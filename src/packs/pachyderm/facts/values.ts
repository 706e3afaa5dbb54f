import { pathOf, rowsOf } from '../../../chart/table.ts';
import { isBefore } from '../../../chart/versions.ts';
import { lazy } from '../../../lazy.ts';
import table from './values.tsv';

interface ValueRow {
  readonly path: readonly string[];
  readonly types: readonly string[];
  /** Empty where all known charts have it; the last one likewise. */
  readonly first: string;
  readonly last: string;
  /** Each with the chart that brought it, oldest first. */
  readonly defaults: readonly (readonly [chart: string, value: unknown])[];
}

const defaultsIn = (cell: string): ValueRow['defaults'] =>
  cell === ''
    ? []
    : cell.split(' ').map((one) => {
        const [chart = ''] = one.split('=');
        return [chart, JSON.parse(one.slice(chart.length + 1))] as const;
      });

const rows = lazy((): readonly ValueRow[] =>
  rowsOf(table).map(([path = '', type = '', first = '', last = '', defaults = '']) => ({
    path: pathOf(path),
    types: type.split('|'),
    first,
    last,
    defaults: defaultsIn(defaults),
  })),
);

const isIn = ({ first, last }: ValueRow, chart: string): boolean =>
  (first === '' || !isBefore(chart, first)) && (last === '' || !isBefore(last, chart));

/** The chart's own values.yaml of a version, as far as it is read. */
export function defaultsOf(chart: string): object {
  const values: Record<string, unknown> = {};
  for (const row of rows()) {
    const own = row.defaults.findLast(([from]) => !isBefore(chart, from));
    if (own === undefined || !isIn(row, chart)) continue;
    let holder = values;
    for (const key of row.path.slice(0, -1)) {
      holder[key] ??= {};
      holder = holder[key] as Record<string, unknown>;
    }
    holder[row.path.at(-1) ?? ''] = own[1];
  }
  return values;
}

interface Schema {
  type?: readonly string[];
  additionalProperties?: false;
  properties?: Record<string, Schema>;
}

/** `null` takes a value out in Helm, so that every key may hold it. */
const typed = ({ types }: ValueRow): Schema => {
  if (types.includes('any')) return {};
  const isMap = types.includes('map');
  return {
    type: [...types.map((type) => (type === 'map' ? 'object' : type)), 'null'],
    ...(isMap && { additionalProperties: false, properties: {} }),
  };
};

/** JSON Schema of the values of a chart version. The chart's own names types alone, and passes over a key that is written wrong. */
export function schemaOf(chart: string): object {
  const top: Schema = { type: ['object'], additionalProperties: false, properties: {} };
  for (const row of rows()) {
    if (!isIn(row, chart)) continue;
    let holder: Schema | undefined = top;
    for (const key of row.path.slice(0, -1)) holder = holder?.properties?.[key];
    if (holder?.properties) holder.properties[row.path.at(-1) ?? ''] = typed(row);
  }
  return top;
}
