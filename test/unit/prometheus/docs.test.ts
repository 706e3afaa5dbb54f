import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { BACKFILL_OPTIONS } from '../../../src/packs/prometheus/backfill/flags.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8');
const DOCS = read('docs/prometheus/backfill.md');

it('the table of what is looked at has every id with its severity, and no other', () => {
  const code = ['preflight', 'destination-concerns', 'prometheus-concerns', 'several-servers']
    .map((name) => read(`src/packs/prometheus/backfill/${name}.ts`))
    .join('');
  const made = [
    ...[...code.matchAll(/\b(error|warning)\(\s*'([a-z\d-]+)',/g)].map(
      ([, severity, id]) => `${id} ${severity}`,
    ),
    ...[...code.matchAll(/id: '([a-z\d-]+)',\s*severity: '(\w+)'/g)].map(
      ([, id, severity]) => `${id} ${severity}`,
    ),
  ];
  const told = [...DOCS.matchAll(/^\| `([a-z\d-]+)` \| (error|warning|info) \|/gm)].map(
    ([, id, severity]) => `${id} ${severity}`,
  );
  expect(told.length).toBeGreaterThan(10);
  expect(told.toSorted()).toEqual([...new Set(made)].toSorted());
});

it('commands in the docs have flags that there are', () => {
  const known = new Set(Object.values(BACKFILL_OPTIONS).flatMap(({ flag }) => /--[a-z-]+/.exec(flag) ?? []));
  const commands = [...DOCS.matchAll(/phasegate backfill (?:[^\n`]*\\\n)*[^\n`]*/g)].map(([text]) => text);
  const used = commands.flatMap((text) => text.match(/--[a-z-]+/g) ?? []);
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((flag) => !known.has(flag))).toEqual([]);
});
