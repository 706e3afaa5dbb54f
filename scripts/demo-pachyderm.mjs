// A Pachyderm that makes room for a second one: its ports go to the migration set by field, and back to the same bytes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const SAMPLE = 'golden/inputs/pachyderm/cluster.yaml';
const program = resolve('bin/phasegate.js');

/** @param stdin manifests @returns what phasegate makes of them */
function phasegate(words, stdin) {
  console.log(`$ phasegate ${words.join(' ')} < ${stdin.name}\n`);
  const { status, stdout } = spawnSync(process.execPath, [program, ...words], {
    input: stdin.text,
    stdio: ['pipe', 'pipe', 1],
  });
  console.log('');
  return { status, text: stdout.toString() };
}

const before = { name: SAMPLE, text: readFileSync(SAMPLE, 'utf8') };
console.log('1. The old cluster makes room.\n');
const moved = phasegate(['render', '--phase', 'normal', '--port-set', 'migration', '--diff'], before);
console.log('2. And back.\n');
const back = phasegate(['render', '--phase', 'normal', '--port-set', 'normal'], {
  name: 'moved.yaml',
  text: moved.text,
});
console.log('3. A second cluster beside it.\n');
const second = phasegate(
  ['render', '--phase', 'adjacent', '--port-set', 'migration', '--undeploy-safe', 'true', '--diff'],
  before,
);
const same = back.text === before.text ? 'the same bytes' : 'OTHER BYTES';
console.log(`exit codes ${[moved.status, back.status, second.status].join(', ')}; there and back: ${same}`);
process.exit(moved.status || back.status || second.status || (back.text === before.text ? 0 : 1));
