import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { pachyderm } from '../../../src/packs/pachyderm/index.ts';
import { RULES } from '../../../src/packs/pachyderm/rules/index.ts';
import { wrongExamples } from '../../../src/render/wrong-examples.ts';

it('reports every bad example of its rules where it says, and no good one', async () => {
  expect(await wrongExamples(pachyderm)).toEqual([]);
});

it('has a file for each rule, which has its name', () => {
  const folder = resolve(import.meta.dirname, '../../../src/packs/pachyderm/rules');
  const files = readdirSync(folder).filter(
    (name) => !['index.ts', 'examples.ts', 'peer-examples.ts'].includes(name),
  );
  expect(files.sort()).toEqual(RULES.map(({ id }) => `${id}.ts`).sort());
});

/** Of the facts about the charts and the guide, which no row of the audit repeats. */
const OF_NO_ROW = ['database-shared', 'storage-differs'];

it('gives every rule a row of the audit, or a reason of its own', () => {
  const without = RULES.filter(({ audit = [] }) => audit.length === 0).map(({ id }) => id);
  expect(without.toSorted()).toEqual(OF_NO_ROW);
});
