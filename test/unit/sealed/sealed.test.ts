import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT } from '../../program.ts';

const SEAL = pathToFileURL(resolve(import.meta.dirname, 'seal.mjs')).href;
const INPUTS = resolve(import.meta.dirname, '../../../golden/inputs');
const inputOf = (name: string): string => readFileSync(join(INPUTS, `${name}.yaml`), 'utf8');

let folder = '';

const FILES = {
  'values.yaml': 'pyroscope:\n  extraArgs:\n    store: on\n  persistance: {}\n',
  'odd.yaml': 'pyroscope: &p {replicaCount: 1}\nalloy: *p\n',
  'prometheus.yaml': 'prometheus:\n  prometheusSpec:\n    remoteWrite: [{url: http://mimir/push}]\n',
  'Chart.yaml': 'name: umbrella\nversion: 1.0.0\ndependencies: [{name: pyroscope, version: 2.2.1}]\n',
  'schema.json': '{"type": "object"}',
  'fixed.yaml': 'pyroscope:\n  persistance: {}\n',
  'typo.yaml': 'phaze: dual\n',
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasegate-sealed-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs words of Node under the seal; V8 itself refuses to make code of texts. */
function sealed(words: readonly string[], input = ''): Ended {
  const flags = ['--disallow-code-generation-from-strings', '--import', SEAL];
  const env = { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: folder, TMPDIR: folder };
  const run = spawnSync(BUILT[0], [...flags, ...words], { cwd: folder, env, input, encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const program = (argv: readonly string[], input = ''): Ended => sealed([...BUILT.slice(1), ...argv], input);

const BREAKS = [
  ['child_process.spawn', "import('node:child_process').then((m) => m.spawn('true'))"],
  ['child_process.execSync', "import('node:child_process').then((m) => m.execSync('true'))"],
  ['net.connect', "import('node:net').then((m) => m.connect(1))"],
  ['net.Socket.connect', "import('node:net').then((m) => new m.Socket().connect(1))"],
  ['net.Server.listen', "import('node:net').then((m) => new m.Server().listen(0))"],
  ['http.request', "import('node:http').then((m) => m.request('http://127.0.0.1:1'))"],
  ['https.get', "import('node:https').then((m) => m.get('https://127.0.0.1:1'))"],
  ['dns.lookup', "import('node:dns').then((m) => m.lookup('localhost', () => {}))"],
  ['dgram.createSocket', "import('node:dgram').then((m) => m.createSocket('udp4'))"],
  ['globalThis.fetch', "fetch('http://127.0.0.1:1')"],
  ['vm.runInThisContext', "import('node:vm').then((m) => m.runInThisContext('1'))"],
  ['worker_threads.Worker', "import('node:worker_threads').then((m) => new m.Worker('x'))"],
] as const;

describe('the seal', () => {
  it.each(BREAKS)('ends a program at %s', (what, code) => {
    const file = join(folder, 'breaks.mjs');
    writeFileSync(file, `await ${code};\n`);
    expect(sealed([file])).toMatchObject({ code: 99, err: `sealed: ${what}\n` });
  });

  it.each([
    ["eval('1')", 'globalThis.eval'],
    ["new Function('1')", 'globalThis.Function'],
    ["(() => {}).constructor('1')", 'Code generation from strings disallowed'],
  ])('ends a program at %s', (code, told) => {
    const file = join(folder, 'breaks.mjs');
    writeFileSync(file, `${code};\n`);
    const { code: exit, err } = sealed([file]);
    expect(exit).toBeGreaterThan(0);
    expect(err).toContain(told);
  });
});

const RENDERS = [
  ['2.2.1/single-binary/dual', 'v2'],
  ['1.20.3/microservices/dual', 'dual'],
  ['pachyderm/cluster', undefined],
  ['prometheus/stack', undefined],
] as const;

describe('without --gate, under the seal', () => {
  it.each(RENDERS)('render takes %s to %s', (name, phase) => {
    const phases = phase === undefined ? [] : ['--phase', phase];
    const more = [
      '--diff',
      '--debug',
      '--report',
      'report.sarif',
      '--set',
      'pyroscope.a=1',
      '-f',
      'odd.yaml',
    ];
    const { code, out, err } = program(
      ['render', ...phases, ...(phase === undefined ? [] : more)],
      inputOf(name),
    );
    expect([0, 1], err).toContain(code);
    expect(err).not.toContain('internal error');
    if (code === 0) expect(out).toMatch(/\S/);
  });

  it('render refuses a broken document', () => {
    const { code, err } = program(['render'], inputOf('other/broken'));
    expect([code, err]).toEqual([2, expect.stringContaining('cannot read this document')]);
  });

  it.each([
    'lint values.yaml odd.yaml prometheus.yaml',
    'lint **/*.yaml',
    'lint --fix fixed.yaml --format json',
    'lint --format sarif values.yaml',
    'lint --format junit values.yaml',
    'values -f values.yaml --set pyroscope.b=2',
    'schema',
    'explain unknown-key',
    'rules',
    'guard',
    'version',
    '--help',
  ])('%s does its work', (line) => {
    const { code, out, err } = program(line.split(' '));
    expect([0, 1], err).toContain(code);
    expect(err).not.toContain('internal error');
    expect(out).toMatch(/\S/);
  });
});

describe('the only ways to ajv, which makes code of a schema', () => {
  it.each([
    ['a schema of the user', ['lint', '--schema', 'schema.json', 'values.yaml']],
    ['a config that is refused', ['render', '--config', 'typo.yaml']],
  ])('%s', (_, argv) => {
    const { code, err } = program(argv);
    expect(code).toBeGreaterThan(1);
    expect(err).toMatch(/sealed: globalThis\.Function|Code generation from strings disallowed/);
  });
});
