import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBefore } from '../../src/chart/versions.ts';
import { CHART } from '../../src/packs/pyroscope/chart/index.ts';
import { PYROSCOPE_CHART } from '../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { defaultsOf, schemaProblems } from '../../src/release/chart-values.ts';
import { readValuesText } from '../../src/values/read-values.ts';
import { lookup, toJson, type ValueNode } from '../../src/values/tree.ts';
import { CONFORMANCE } from './renders.ts';

const FACTS = resolve(CONFORMANCE, '../../facts/pyroscope');
const VALUES = resolve(CONFORMANCE, '../values');

/** Rows of a table, without comments; none where the folder is missing. */
function rowsOf(name: string): string[][] {
  const file = join(FACTS, name);
  if (!existsSync(file)) {
    console.warn(`NO FACTS at ${file}: the chart's values are not compared (set PHASEGATE_CONFORMANCE)`);
    return [];
  }
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}

const isIn = (chart: string, range = ''): boolean => {
  const [first = '', last = ''] = range.split('..');
  return !isBefore(chart, first) && !isBefore(last, chart);
};

/** Dots within a key are written as `\.` */
const pathOf = (text = ''): string[] => text.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));

const written = rowsOf('chart-values.tsv');

describe.skipIf(written.length === 0)("the chart's values.yaml", () => {
  const rows = written.map(([key, , range, value]) => ({ path: pathOf(key), range, value }));

  it.each(CHART.versions)('of %s has the defaults that are known', (chart) => {
    const defaults = defaultsOf(PYROSCOPE_CHART, chart);
    for (const { path, range, value = '' } of rows.filter((row) => isIn(chart, row.range))) {
      const node = lookup(defaults, path);
      if (value === '(absent)') expect(node, path.join('.')).toBeUndefined();
      // The one default that is a template of the chart is not kept.
      else if (path.join('.') !== 'pyroscope.config')
        expect(node && toJson(node), `${path.join('.')} ${range}`).toEqual(JSON.parse(value));
    }
  });

  it.each(CHART.versions)('of %s has no defaults but those', (chart) => {
    const present = rows.filter((row) => isIn(chart, row.range) && row.value !== '(absent)');
    const leaves = (node: ValueNode, path: string[] = []): string[][] =>
      node.kind === 'map' && node.entries.size > 0
        ? [...node.entries].flatMap(([key, child]) => leaves(child, [...path, key]))
        : [path];
    expect(leaves(defaultsOf(PYROSCOPE_CHART, chart)).toSorted()).toEqual(
      present.map(({ path }) => path).toSorted(),
    );
  });
});

const read = rowsOf('values-read-by-templates.tsv');

describe.skipIf(read.length === 0)('what templates read', () => {
  const paths = read.map(([key = '', range]) => ({
    path: key.replace('<component>', 'pyroscope').split('.'),
    range,
  }));
  // Read on the map of one component alone.
  const ofComponents = new Set(['kind', 'name']);

  it.each(CHART.versions)('is known of chart %s', (chart) => {
    const unknown = paths.filter(({ path, range }) => {
      const [, key = ''] = path;
      const place = ofComponents.has(key) ? ['pyroscope', 'components', 'ingester', key] : path;
      const holder = path[0] === 'alloy' || path[0] === 'agent' ? path.slice(0, 2) : place;
      return isIn(chart, range) && !CHART.keyAt(holder, chart);
    });
    expect(unknown.map(({ path }) => path.join('.'))).toEqual([]);
  });
});

/** Files whose table names keys that their chart does not have. */
function seenUnknownKeys(): Map<string, readonly string[]> {
  const table = join(VALUES, 'README.md');
  if (!existsSync(table)) {
    console.warn(`NO VALUES at ${VALUES}: real values files are not checked (set PHASEGATE_CONFORMANCE)`);
    return new Map();
  }
  const lines = readFileSync(table, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, file] = /^\| (\S+\.yaml) \|/.exec(line) ?? [];
      const [, keys = ''] = /keys not in chart \S+ (?:\(assumed\) )?values: ([\w., -]+)/.exec(line) ?? [];
      return file === undefined ? [] : [[file, keys.trim() === '' ? [] : keys.trim().split(', ')] as const];
    }),
  );
}

const seen = seenUnknownKeys();

describe.skipIf(seen.size === 0)('values of real releases', () => {
  it('are all there', () => {
    const files = readdirSync(VALUES).filter((name) => name.endsWith('.yaml'));
    expect([...seen.keys()].toSorted()).toEqual(files.toSorted());
  });

  it.each([...seen])('%s has the unknown keys %j and no other problem', async (file, keys) => {
    const values = readValuesText(readFileSync(join(VALUES, file), 'utf8'), file);
    if (!values.ok) throw new Error(values.error.message);
    const problems = await schemaProblems(PYROSCOPE_CHART, CHART.newest, toJson(values.value));
    expect(problems.map(({ kind, path }) => `${kind} ${path.join('.')}`).toSorted()).toEqual(
      keys.map((key) => `unknown-key ${key}`).toSorted(),
    );
  });
});
