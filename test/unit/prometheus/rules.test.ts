import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import { RULES } from '../../../src/packs/prometheus/rules/index.ts';
import { wrongExamples } from '../../../src/render/wrong-examples.ts';

it('reports every bad example of its rules where it says, and no good one', async () => {
  expect(await wrongExamples(prometheus)).toEqual([]);
});

it('has a file for each rule, which has its name', () => {
  const folder = resolve(import.meta.dirname, '../../../src/packs/prometheus/rules');
  const files = readdirSync(folder).filter((name) => !['index.ts', 'examples.ts'].includes(name));
  expect(files.sort()).toEqual(RULES.map(({ id }) => `${id}.ts`).sort());
});

/** About every product, or about what the charts or Helm do to anybody. */
const OF_NO_ROW = [
  'entry-without-url',
  'phase-unclear',
  'reads-by-remote-read',
  'server-not-recognised',
  'shared-by-alias',
  'unknown-chart',
  'unreadable-workload',
];

it('gives every rule a row of the audit, or a reason of its own', () => {
  const without = RULES.filter(({ audit = [] }) => audit.length === 0).map(({ id }) => id);
  expect(without.toSorted()).toEqual(OF_NO_ROW);
});
