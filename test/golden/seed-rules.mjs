// Writes the inputs of a golden case that fires and one that must not, from the first examples of each rule of lint
// that has none yet; the outputs come from the run.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedRules } from '../../dist/index.js';

function seed(kind, ruleId, { values, chart, fromChart, fromValues }) {
  const folder = join(import.meta.dirname, '../../golden/lint', kind, ruleId);
  if (existsSync(join(folder, 'command.txt'))) return;
  const words = [
    'phasegate lint --info values.yaml',
    ...(chart === undefined ? [] : [`--chart-version ${chart}`]),
    ...(fromChart === undefined ? [] : [`--from-chart-version ${fromChart}`]),
    ...(fromValues === undefined ? [] : ['--from-values before.yaml']),
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'command.txt'), `${words.join(' ')}\n`);
  writeFileSync(join(folder, 'values.yaml'), values);
  if (fromValues !== undefined) writeFileSync(join(folder, 'before.yaml'), fromValues);
}

for (const { ruleId, rule } of await documentedRules()) {
  if (rule.invalid[0]) seed('err', ruleId, rule.invalid[0]);
  if (rule.valid[0]) seed('ok', ruleId, rule.valid[0]);
}
