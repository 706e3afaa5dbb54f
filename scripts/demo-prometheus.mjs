// A release from one store to another: the second remote_write, the history behind it, and the first one out. The history moves
// between two servers in memory, one of which acknowledges a request and does not store it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importTypescript } from './import-typescript.mjs';

const { startStore } = await importTypescript('test/unit/prometheus/store.ts');
const SERIES = 20;
const QUARTER = 900;
const end = Math.floor(Date.now() / 1000 / QUARTER) * QUARTER - 8 * QUARTER;
const start = end - 8 * QUARTER;

const old = await startStore();
const fresh = await startStore({
  faultFor: (path, number) => (path === '/api/v1/write' && number === 4 ? { kind: 'lost' } : undefined),
});
for (let series = 0; series < SERIES; series++) {
  const samples = Array.from({ length: (end - start) / 15 }, (_, index) => [
    (start + index * 15) * 1000,
    index * 0.1,
  ]);
  old.add({ __name__: 'requests_total', instance: `node-${series}` }, samples);
}
const count = (store) =>
  [...store.series.values()]
    .filter(({ labels }) => labels.__name__ === 'requests_total')
    .reduce((sum, { points }) => sum + points.size, 0);

const words = [
  'backfill',
  `--start=${start}`,
  `--end=${end}`,
  `--reader-url=${old.url}/api/v1/read`,
  `--writer-url=${fresh.url}/api/v1/write`,
  // These servers never compact, so that the second comparison need not wait.
  '--settle=1s',
];
const folder = mkdtempSync(join(tmpdir(), 'phasegate-demo-'));
const program = resolve('bin/phasegate.js');
/** The servers are in this process, which therefore must not wait. */
const run = (more) =>
  new Promise((done) => {
    console.log(`$ phasegate ${more.join(' ')}\n`);
    spawn(process.execPath, [program, ...more], { cwd: folder, stdio: ['ignore', 1, 1] }).on('exit', done);
  });

/** @param stdin manifests @returns what phasegate makes of them */
function render(phase, stdin, ...more) {
  const argv = [
    'render',
    '--phase',
    phase,
    '--destination',
    'https://metrics.example.org/api/v1/push',
    ...more,
  ];
  console.log(`$ phasegate ${argv.join(' ')} --diff < ${stdin.name} > ${phase}.yaml\n`);
  const { status, stdout } = spawnSync(process.execPath, [program, ...argv, '--diff'], {
    input: stdin.text,
    stdio: ['pipe', 'pipe', 1],
  });
  console.log('');
  return { name: `${phase}.yaml`, text: stdout.toString(), status };
}

console.log('1. A second remote_write beside the first.\n');
const SAMPLE = 'golden/inputs/prometheus/plain.yaml';
const dual = render('dual', { name: SAMPLE, text: readFileSync(SAMPLE, 'utf8') });

console.log('2. The history behind it.');
console.log('Two servers in memory; the new one will acknowledge one request and not store it.\n');
const code = await run(words);
console.log('');
await run(['backfill', '--status']);
console.log('\n3. The first remote_write out.\n');
const last = render('new', dual, '--old', 'old');
console.log(
  `exit codes ${[dual.status, code, last.status].join(', ')}; the old server holds ${count(old)} samples, the new one ${count(fresh)}`,
);
await Promise.all([old.close(), fresh.close()]);
rmSync(folder, { recursive: true, force: true });
const failed = [dual.status, code, last.status].some((one) => one !== 0);
process.exit(failed || count(old) !== count(fresh) ? 1 : 0);
