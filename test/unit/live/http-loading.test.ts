import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../../../src');
/** An import of values, and not of types alone. */
const OF_VALUES = /^import (?!type\b)[^;]*? from 'node:https?';/m;

it('never imports node:http, by which Node 22 and later load their whole fetch', () => {
  const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  expect(sources).toContain(join('live', 'http-client.ts'));
  expect(sources.filter((file) => OF_VALUES.test(readFileSync(join(SOURCE, file), 'utf8')))).toEqual([]);
});
