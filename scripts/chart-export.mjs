// Writes what chart:add needs for a version that is known: npm run chart:export -- VERSION [--out DIR]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importTypescript } from './import-typescript.mjs';

const { exportChart } = await importTypescript('scripts/chart/export.ts');
const { readTables } = await importTypescript('scripts/chart/tables.ts');

const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [version] = positionals;

function fail(text) {
  console.error(text);
  process.exit(1);
}

if (positionals.length !== 1) fail('usage: npm run chart:export -- VERSION [--out DIR]');
try {
  const folder = values.out ?? `pyroscope-${version}`;
  const files = exportChart(readTables('.'), version);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  console.error(`${folder}: ${Object.keys(files).join(', ')}`);
} catch (error) {
  fail(`chart:export: ${error.message}`);
}
