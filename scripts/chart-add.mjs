// Adds a version of the chart: npm run chart:add -- --chart DIR --help-all FILE --config FILE
// DIR is the chart's folder, the files hold the output of `pyroscope -help-all` and the server's configuration reference.
// --data-only leaves the schemas, pages and golden cases that follow from the tables as they are.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { importTypescript } from './import-typescript.mjs';

const { addChart } = await importTypescript('scripts/chart/add.ts');
const { readTables, writeTables } = await importTypescript('scripts/chart/tables.ts');

const STRING = { type: 'string' };
const { values } = parseArgs({
  options: { chart: STRING, 'help-all': STRING, config: STRING, 'data-only': { type: 'boolean' } },
});
const { chart: folder, 'help-all': helpAll, config } = values;

function fail(text) {
  console.error(text);
  process.exit(1);
}

if (!folder || !helpAll || !config)
  fail('usage: npm run chart:add -- --chart DIR --help-all FILE --config FILE [--data-only]');

function added() {
  try {
    return addChart(readTables('.'), {
      folder,
      helpAll: readFileSync(helpAll, 'utf8'),
      config: readFileSync(config, 'utf8'),
    });
  } catch (error) {
    return fail(`chart:add: ${error.message}`);
  }
}

const result = added();
if (result.unexplained) fail(`chart:add: not everything is explained\n${result.unexplained.join('\n')}`);
writeTables('.', result.tables);
for (const note of result.notes) console.error(note);
console.error(`chart ${result.chart} is known`);

// Tests run over the golden cases, some of which show the newest chart: read the difference before you commit it.
for (const script of values['data-only'] ? [] : ['docs:update', 'golden:update']) {
  const run = spawnSync('npm', ['run', script], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.status !== 0) fail(`chart:add: npm run ${script} failed`);
}
