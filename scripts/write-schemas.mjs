// Writes the JSON Schemas of phasegate.yaml and of the charts' values, one a range of chart versions; `--check` only tells whether they are current.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import './ensure-installed.mjs';

// Loaded late: a fresh clone has no bundler before the line above has run.
const { importTypescript } = await import('./import-typescript.mjs');
const { schemasToWrite } = await importTypescript('src/packs/pyroscope/chart/index.ts');
const { configSchema } = await importTypescript('src/config/config-schema.ts');
const { RELEASE_PACKS } = await importTypescript('src/packs/index.ts');

const FOLDER = 'schemas/pyroscope';

/** As the formatter of the project would leave it. */
function formatted(file, schema) {
  const args = ['node_modules/@biomejs/biome/bin/biome', 'format', `--stdin-file-path=${file}`];
  const run = spawnSync(process.execPath, args, { input: JSON.stringify(schema), encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`biome does not format ${file}: ${run.stderr}`);
  return run.stdout;
}

const schemas = [
  ['schemas/config.schema.json', configSchema(RELEASE_PACKS)],
  ...schemasToWrite().map(({ name, published }) => [`${FOLDER}/values-${name}.json`, published]),
];
const wanted = new Map(schemas.map(([file, schema]) => [file, formatted(file, schema)]));
const present = existsSync(FOLDER) ? readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`) : [];
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const outdated = [...wanted].filter(([file, text]) => read(file) !== text);
const needless = present.filter((file) => !wanted.has(file));

if (process.argv.includes('--check')) {
  for (const file of [...outdated.map(([name]) => name), ...needless])
    console.error(`${file} is not current: node scripts/write-schemas.mjs`);
  if (outdated.length + needless.length > 0) process.exit(1);
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of outdated) writeFileSync(file, text);
  for (const file of needless) rmSync(file);
}
