import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/config/config-schema.ts';
import * as helpers from '../../../src/pack.ts';
import { RELEASE_PACKS } from '../../../src/packs/index.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

it('phasegate/pack is the helpers alone: a bundler copies nothing of the program', async () => {
  const file = join(ROOT, 'dist/pack.js');
  expect(readFileSync(file, 'utf8')).not.toMatch(/\bimport\b|\brequire\b/);
  expect(Object.keys(await import(file)).toSorted()).toEqual(Object.keys(helpers).toSorted());
});

it('schemas/config.schema.json has the settings of the packs (npm run docs:update writes it)', () => {
  const schema: unknown = JSON.parse(readFileSync(join(ROOT, 'schemas/config.schema.json'), 'utf8'));
  expect(schema).toEqual(configSchema(RELEASE_PACKS));
});
