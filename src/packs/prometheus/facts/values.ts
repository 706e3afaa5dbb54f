import { pathOf, pathText, rowsOf } from '../../../chart/table.ts';
import { isBefore } from '../../../chart/versions.ts';
import { lazy } from '../../../lazy.ts';
import table from './values.tsv';

/** A value that is read. */
interface ValueFacts {
  readonly chart: string;
  readonly path: readonly string[];
  /** As JSON; undefined where it differs from version to version. */
  readonly byDefault: string | undefined;
  readonly printed: 'bare' | 'yaml';
  /** Which texts below it go through tpl. */
  readonly tpl: 'all' | 'url' | undefined;
  /** The first chart that reads it; undefined where all known ones do. */
  readonly first: string | undefined;
}

const rows = lazy((): readonly ValueFacts[] =>
  rowsOf(table).map(([chart = '', path = '', byDefault = '', printed, tpl = '', first = '']) => ({
    chart,
    path: pathOf(path),
    byDefault: byDefault === '' ? undefined : byDefault,
    printed: printed === 'yaml' ? 'yaml' : 'bare',
    tpl: tpl === 'all' || tpl === 'url' ? tpl : undefined,
    first: first === '' ? undefined : first,
  })),
);

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.length <= path.length && start.every((key, at) => key === path[at]);

/** What is known of a value, or of the value around it; undefined for a key that is not read. */
const factsOf = (chart: string, path: readonly string[]): ValueFacts | undefined =>
  rows().find((row) => row.chart === chart && startsWith(path, row.path));

/** How the templates print what is at a path. */
export const printedAs = (chart: string, path: readonly string[]): 'bare' | 'yaml' =>
  factsOf(chart, path)?.printed ?? 'bare';

/** Whether a chart version reads a value; older ones pass it over in silence (audit P-64). @throws Error for one that is not in the table */
export function isRead(chart: string, version: string, path: readonly string[]): boolean {
  const facts = factsOf(chart, path);
  if (facts === undefined) throw new Error(`nothing is known of ${chart}: ${pathText(path)}`);
  return facts.first === undefined || !isBefore(version, facts.first);
}

/** Which texts below a path go through tpl. */
export const templatedBelow = (chart: string, path: readonly string[]): ValueFacts['tpl'] =>
  factsOf(chart, path)?.tpl;

/** The chart's own values.yaml of a version, as far as it is read. */
export function defaultsOf(chart: string, version: string): object {
  const values: Record<string, unknown> = {};
  for (const row of rows()) {
    if (row.chart !== chart || row.byDefault === undefined) continue;
    if (row.first !== undefined && isBefore(version, row.first)) continue;
    let holder = values;
    for (const key of row.path.slice(0, -1)) {
      holder[key] ??= {};
      holder = holder[key] as Record<string, unknown>;
    }
    holder[row.path.at(-1) ?? ''] = JSON.parse(row.byDefault);
  }
  return values;
}
