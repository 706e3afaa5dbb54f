import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { runInProcess } from '../../in-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
export const LEDGER = join(ROOT, 'test/fixtures/ledger');

const HOUR = 3_600_000;

interface Rendered {
  readonly replicas?: number;
  readonly quorum?: number;
  readonly bucket?: string;
}

/** What chart 1.1.0 of Ledger renders for a release `books` in the namespace `prod`. */
export const manifestOf = (
  phase: string,
  { replicas = 1, quorum = 1, bucket = 'books' }: Rendered = {},
): string =>
  `---
# Source: ledger/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: books
  namespace: prod
  labels: {helm.sh/chart: ledger-1.1.0, app.kubernetes.io/instance: books}
spec:
  ports: [{name: http, port: 8080}]
---
# Source: ledger/templates/statefulset.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: books
  namespace: prod
  labels:
    app.kubernetes.io/component: ledger
    app.kubernetes.io/instance: books
    app.kubernetes.io/name: ledger
    helm.sh/chart: ledger-1.1.0
spec:
  replicas: ${replicas}
  template:
    metadata:
      labels: {app.kubernetes.io/component: ledger, app.kubernetes.io/instance: books}
    spec:
      containers:
        - name: ledger
          image: example/ledger:4.1
          args:
            - -store=${phase}
            - -quorum=${quorum}
${bucket === '' ? '' : `            - -bucket=${bucket}\n`}          ports: [{name: http, containerPort: 8080}]
`;

const valuesOf = (store: string) => ({ store, bucket: 'books', replicas: 1, quorum: 1 });

/** Helm knows two revisions: disk, and since two days both. */
const HELM = `
const at = (hours) => new Date(Date.now() - hours * ${HOUR}).toISOString();
const revision = (args.find((one) => one.startsWith('--revision=')) ?? '').slice('--revision='.length);
const store = revision === '1' ? 'disk' : 'both';
const chart = 'ledger-1.1.0';
const unfinished = require('node:fs').readFileSync(__dirname + '/unfinished', 'utf8').split(' ').filter(Boolean);
if (args[0] === 'history') say(JSON.stringify([
  { revision: 1, updated: at(240), status: 'superseded', chart, app_version: '4.1', description: '' },
  { revision: 2, updated: at(48), status: 'deployed', chart, app_version: '4.1', description: '' },
  ...unfinished.map((status) => ({ revision: 3, updated: at(1), status, chart, app_version: '4.1', description: '' })),
]));
else if (args[1] === 'metadata') say(JSON.stringify(
  { name: 'books', chart: 'ledger', version: '1.1.0', appVersion: '4.1', namespace: 'prod', revision: 2 },
));
else if (args[1] === 'values') say(JSON.stringify({ ...${JSON.stringify(valuesOf('both'))}, store }));
else if (args[1] === 'manifest') say(require('node:fs').readFileSync(__dirname + '/' + store + '.yaml', 'utf8'));
`;

/** What a pod says of itself that runs as the manifest says. */
export const RUNNING = JSON.stringify({ store: 'both', bucket: 'books', quorum: 1 });

const POD = {
  metadata: {
    name: 'books-0',
    labels: { 'app.kubernetes.io/component': 'ledger', 'app.kubernetes.io/instance': 'books' },
  },
  spec: {
    containers: [
      // A flag by which another product's containers are told must not make it the component.
      {
        name: 'mesh',
        image: 'mesh:1',
        args: ['proxy', '-target=ledger'],
        ports: [{ name: 'http-mesh', containerPort: 15090 }],
      },
      {
        name: 'ledger',
        image: 'example/ledger:4.1',
        args: ['-store=both', '-quorum=1', '-bucket=books'],
        ports: [{ name: 'http', containerPort: 8080 }],
      },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      { name: 'ledger', restartCount: 0, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } },
    ],
  },
};

/**
 * One pod runs and answers at the port of its component, and none where the file `waiting` says `nobody`; else it says how
 * many entries wait in it, and what it runs with by the file `running`.
 */
const KUBECTL = `
const text = (name) => require('node:fs').readFileSync(__dirname + '/' + name, 'utf8');
const waiting = () => text('waiting');
if (args[0] === 'get') say(JSON.stringify({ items: args[1] === 'pods' && waiting() !== 'nobody' ? [${JSON.stringify(POD)}] : [] }));
else if (args[0] === 'port-forward' && args.some((one) => one.endsWith(':8080'))) {
  const server = require('node:http').createServer((_, response) =>
    response.end(JSON.stringify({ waiting: Number(waiting()), ...JSON.parse(text('running')) })));
  server.listen(0, '127.0.0.1', () => say('Forwarding from 127.0.0.1:' + server.address().port + ' -> 8080\\n'));
}
`;

const PREAMBLE = `#!${process.execPath}
const args = process.argv.slice(2);
const say = (text) => process.stdout.write(text);
`;

/** The pack as its author publishes it: bundled, packed by npm, and unpacked where npm would install it. */
async function install(into: string): Promise<void> {
  const author = mkdtempSync(join(tmpdir(), 'phasegate-ledger-'));
  try {
    cpSync(LEDGER, author, { recursive: true });
    await build({
      entryPoints: [join(author, 'src/index.ts')],
      outfile: join(author, 'dist/index.js'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      alias: { 'phasegate/pack': join(ROOT, 'dist/pack.js') },
      logLevel: 'warning',
    });
    const pack = ['pack', '--silent', '--ignore-scripts', '--offline'];
    const archive = execFileSync('npm', pack, { cwd: author, encoding: 'utf8' }).trim();
    const folder = join(into, 'node_modules/phasegate-pack-ledger');
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['-xzf', join(author, archive), '-C', folder, '--strip-components=1']);
  } finally {
    rmSync(author, { recursive: true, force: true });
  }
}

/** A folder with a phasegate.yaml that names the pack, values, and stand-ins for helm and kubectl on PATH. */
export async function projectWithPack() {
  const cwd = mkdtempSync(join(tmpdir(), 'phasegate-with-pack-'));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  await install(cwd);
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
  write('phasegate.yaml', 'packs:\n  - phasegate-pack-ledger\n');
  write('values.yaml', 'store: both\nbucket: books\n');
  write('wrong.yaml', 'store: both\nreplicas: 3\nquorum: 1\nbuckets: books\nimage:\n  tag: latest\n');
  write('export.txt', 'one\ntwo\n');
  write('bin/disk.yaml', manifestOf('disk'));
  write('bin/both.yaml', manifestOf('both'));
  write('bin/waiting', '0');
  write('bin/running', RUNNING);
  // The status of a third revision.
  write('bin/unfinished', '');
  for (const [name, body] of Object.entries({ helm: HELM, kubectl: KUBECTL }))
    writeFileSync(join(bin, name), PREAMBLE + body, { mode: 0o755 });
  const env = { PATH: bin, HOME: cwd, XDG_STATE_HOME: join(cwd, '.state') };
  return {
    cwd,
    write,
    read: (name: string): string => readFileSync(join(cwd, name), 'utf8'),
    run: (words: string, input = '', more: Readonly<Record<string, string>> = {}) =>
      runInProcess(words.split(' '), { cwd, env: { ...env, PHASEGATE_ALLOW_PACKS: '1', ...more }, input }),
  };
}
