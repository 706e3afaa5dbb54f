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
  const files = readdirSync(folder).filter((name) => !['index.ts', 'examples.ts'].includes(name));
  expect(files.sort()).toEqual(RULES.map(({ id }) => `${id}.ts`).sort());
});

it('gives every rule a row of the audit', () => {
  expect(RULES.filter(({ audit = [] }) => audit.length === 0).map(({ id }) => id)).toEqual([]);
});
