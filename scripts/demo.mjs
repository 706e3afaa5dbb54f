// Shows the main use on a sample: takes a microservices render from dual to v2. With `prometheus`: moves a history. With `pachyderm`: moves ports.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import './ensure-installed.mjs';

const SAMPLE = 'golden/inputs/2.2.1/microservices/dual.yaml';

const build = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(build.status ?? 1);

if (process.argv[2] === 'prometheus') await import('./demo-prometheus.mjs');
if (process.argv[2] === 'pachyderm') await import('./demo-pachyderm.mjs');

console.log(`$ phasegate render --phase v2 --diff < ${SAMPLE} > v2.yaml\n`);
const run = spawnSync(process.execPath, ['bin/phasegate.js', 'render', '--phase', 'v2', '--diff'], {
  input: readFileSync(SAMPLE),
  stdio: ['pipe', 'pipe', 1],
});
const objects = (text) => text.split(/^kind:/m).length - 1;
const before = objects(readFileSync(SAMPLE, 'utf8'));
console.log(`\nexit code ${run.status}; ${before} objects in, ${objects(run.stdout.toString())} objects out`);
process.exit(run.status ?? 1);
