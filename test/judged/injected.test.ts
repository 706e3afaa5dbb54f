import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathOf, rowsOf } from '../../src/chart/table.ts';
import { packNamed } from '../../src/cli/pack-of-values.ts';
import { checkValues } from '../../src/lint/check-values.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/rule-names.ts';
import { PACKS } from '../../src/packs/index.ts';
import { releaseValues } from '../../src/release/from-values.ts';
import { parseValues } from '../../src/values/read-values.ts';
import { placesIn } from '../../src/values/tree.ts';
import { CHARTS, INJECTED, injected, type Layout } from './injections.ts';

/** Without its rules: they judge what servers do, which nobody asked here. */
const pack = { ...packNamed('pyroscope', PACKS), rules: [] };

/** Errors of lint at a key or below it. */
async function errorsAt(key: string, values: unknown, chart: string): Promise<readonly string[]> {
  const text = JSON.stringify(values);
  const read = parseValues(text, placesIn('values.yaml', text));
  if (!read.ok) throw new Error(read.error.message);
  const release = releaseValues({ user: read.value.values, chart, helm: 4, textOf: () => text }, pack);
  const findings = await checkValues({ release, duplicates: [] }, pack, DEFAULT_SETTINGS);
  return findings
    .filter(({ severity, path }) => severity === 'error' && path.join('.').startsWith(key))
    .map(({ ruleId }) => ruleId);
}

interface Row {
  readonly key: string;
  readonly layout: Layout;
  readonly judgements: readonly string[];
}

const rowsOfChart = (chart: string): readonly Row[] =>
  rowsOf(readFileSync(join(import.meta.dirname, `injected-${chart}.tsv`), 'utf8')).map(
    ([key = '', layout, ...judgements]) => ({ key, layout: layout as Layout, judgements }),
  );

/** The name of a key for all of `pyroscope` and for one component. */
const anywhere = (key: string): string =>
  key.replace(/^(pyroscope|architecture\.microservices\.v2\.segment-writer)\./, '');

/** Keys that the chart reads only with v1 on, and all values here have it off. */
const OF_V1 = /^architecture\.(storage\.migration|microservices\.v1)(\.|$)/;

/** Keys that decide which storage is written: lint takes nothing but true and false. */
const STRICT = /^architecture\.(storage\.v[12]|microservices\.enabled)$/;

/** Keys where errors stand though neither helm nor Kubernetes refuses every value: each with the reason. */
const DISPUTED: Readonly<Record<string, string>> = {
  'pyroscope.resources (microservices)':
    'each component of the chart has resources of its own; one that has none breaks',
  'architecture.microservices.v2.segment-writer.persistence (microservices)':
    'the metastore breaks on null there',
};

/** Keys that the chart does not read in one layout, or at one level, and reads in another: whatever they hold is taken. */
function isUnread({ key, judgements }: Row, rows: readonly Row[]): boolean {
  const isTaken = (cells: readonly string[]): boolean => cells.every((cell) => cell === 'ok');
  if (OF_V1.test(key)) return true;
  return (
    isTaken(judgements) && rows.some((row) => anywhere(row.key) === anywhere(key) && !isTaken(row.judgements))
  );
}

describe.each(CHARTS)('values at keys of chart %s', (chart) => {
  it('has an error for what helm or Kubernetes refuses, and none for what they take', async () => {
    const rows = rowsOfChart(chart);
    // An error at a key does not depend on the layout.
    const known = new Map<string, Promise<readonly string[]>>();
    const missed: string[] = [];
    const wrong: string[] = [];
    let broken = 0;
    for (const row of rows)
      for (const [index, judgement] of row.judgements.entries()) {
        const text = INJECTED[index] ?? '';
        const about = `${row.key}: ${text}`;
        const finding =
          known.get(about) ??
          errorsAt(row.key, injected(row.layout, pathOf(row.key), JSON.parse(text)), chart);
        known.set(about, finding);
        const errors = await finding;
        const isDisputed =
          STRICT.test(row.key) ||
          Object.hasOwn(DISPUTED, `${row.key} (${row.layout})`) ||
          isUnread(row, rows);
        if (judgement !== 'ok') broken += 1;
        if (judgement !== 'ok' && errors.length === 0) missed.push(`${about} (${row.layout}): ${judgement}`);
        if (judgement === 'ok' && errors.length > 0 && !isDisputed)
          wrong.push(`${about} (${row.layout}): ${errors}`);
      }
    expect(wrong).toEqual([]);
    expect(broken).toBeGreaterThan(2000);
    expect(missed.length / broken, missed.join('\n')).toBeLessThan(0.03);
  });
});
