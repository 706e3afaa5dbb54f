import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartTables } from '../../src/chart/chart.ts';
import { type ChartKey, defaultOf, isKnown, type Json, type Keys, knownIn } from '../../src/chart/key.ts';
import { keyRows } from '../../src/chart/read-keys.ts';
import { pathText } from '../../src/chart/table.ts';

type Path = readonly string[];

/** What a new values.yaml and the known keys say differently. */
export interface ValuesDifference {
  /** Keys that are not known. */
  readonly added: readonly { readonly path: Path; readonly value: Json }[];
  /** Keys that the values no longer have. */
  readonly gone: readonly Path[];
  readonly changed: readonly { readonly path: Path; readonly value: Json }[];
}

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, ordered(value[key] ?? null)]),
  );
}

const equal = (one: Json | undefined, other: Json): boolean =>
  one !== undefined && JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));

/** A text of templates is not kept: a comment stands for it. */
const isLeftOut = (value: Json | undefined): boolean =>
  typeof value === 'string' && value.startsWith('{{- /*');

const hasOwnDefault = (key: ChartKey): boolean => key.default !== undefined || key.defaultSince !== undefined;

/** @param values of the chart's values.yaml @param chart its version */
export function compareValues(keys: Keys, values: Json, chart: string): ValuesDifference {
  const found = {
    added: [] as { path: Path; value: Json }[],
    gone: [] as Path[],
    changed: [] as { path: Path; value: Json }[],
  };
  const compare = (known: Keys, given: { readonly [key: string]: Json }, above: Path): void => {
    for (const [name, value] of Object.entries(given)) {
      const path = [...above, name];
      const key = knownIn(known, name, chart);
      if (key === undefined) found.added.push({ path, value });
      else if (key.shape.kind === 'section' && !hasOwnDefault(key) && isMap(value))
        compare(key.shape.keys, value, path);
      else {
        const byDefault = defaultOf(key, chart);
        if (!isLeftOut(byDefault) && !equal(byDefault, value)) found.changed.push({ path, value });
      }
    }
    for (const [name, key] of Object.entries(known))
      if (isKnown(key, chart) && defaultOf(key, chart) !== undefined && !Object.hasOwn(given, name))
        found.gone.push([...above, name]);
  };
  compare(keys, isMap(values) ? values : {}, []);
  return found;
}

const READ = /(?<![\w)])\$?\.Values((?:\.[A-Za-z_]\w*)+)/g;

function templates(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\.(?:ya?ml|tpl|txt)$/.test(name)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Whether templates reach a key, or something in a map of the user's. */
function isRead(chart: ChartTables, path: Path, version: string): boolean {
  for (let length = 1; length <= path.length; length += 1) {
    const key = chart.keyAt(path.slice(0, length), version);
    if (key === undefined) return false;
    if (key.shape.kind !== 'section' || key.shape.open) return true;
  }
  return true;
}

/** Paths that the templates of a chart's folder read and that are not known. */
export function unknownReads(chart: ChartTables, folder: string, version: string): readonly string[] {
  const paths = templates(join(folder, 'templates')).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(READ)].map(([, path = '']) => path.slice(1)),
  );
  return [...new Set(paths)].filter((path) => !isRead(chart, path.split('.'), version)).toSorted();
}

/** The row that describes a key: its own, or that of the part which a row `section.*` takes in. */
export function rowOfKey(table: string, path: Path): string {
  const rows = keyRows(table);
  const own = pathText(path);
  if (rows.some((row) => pathText(row.path) === own)) return own;
  const part = rows.find(
    (row) =>
      row.path.at(-1) === '*' &&
      !row.kind.endsWith('without defaults') &&
      row.path.slice(0, -1).every((name, index) => path[index] === name),
  );
  return part ? `${part.kind}.${pathText(path.slice(part.path.length - 1))}` : own;
}

/** A kind that fits a value, for a person to look at. */
export function kindOf(value: Json): string {
  if (typeof value === 'boolean') return 'toggle';
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole number from 0' : 'fraction';
  if (Array.isArray(value)) return 'list of maps';
  return isMap(value) ? 'map' : 'text';
}
