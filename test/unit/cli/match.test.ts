import { describe, expect, it } from 'vitest';
import { input } from '../gate/memory-cluster.ts';
import { run, type World } from './run.ts';

const STRANGER = 'kind: A\n';
const HOOK = `---
kind: Job
metadata:
  name: profiles-make-bucket
  annotations:
    "helm.sh/hook": post-install
`;
const RELEASE_HOOK = `---
apiVersion: v1
kind: Pod
metadata:
  name: pyroscope-test-connection
  labels: {helm.sh/chart: pyroscope-2.2.1, app.kubernetes.io/instance: pyroscope}
  annotations: {helm.sh/hook: test}
spec: {containers: [{name: wget, image: grafana/pyroscope:2.2.1, args: [-target=all]}]}
`;
const V2 = input('2.2.1/single-binary/v2');

const GATE_CONFIG = 'gate: {namespace: a}\n';
const config = (text: string): Readonly<Record<string, string>> => ({ 'phasegate.yaml': text });

describe('a release is required', () => {
  it.each<[string, readonly string[], World, string]>([
    ['a flag', ['--phase', 'v2'], {}, '--phase v2'],
    ['the environment', [], { env: { PHASEGATE_PHASE: 'v2' } }, 'PHASEGATE_PHASE=v2'],
    ['the config', [], { files: config('phase: v2\n') }, 'phasegate.yaml:1:8'],
    [
      'the config for one release',
      [],
      { files: config('releases:\n  - {name: a}\n  - {name: b, phase: dual}\n') },
      'phasegate.yaml:3:22',
    ],
    ['a gate', ['--gate'], {}, '--gate'],
    ['a gate of the environment', [], { env: { PHASEGATE_GATE: '1' } }, 'PHASEGATE_GATE=1'],
    ['a gate of the config', [], { files: config(GATE_CONFIG) }, 'phasegate.yaml:1:7'],
    ['--require-match', ['--require-match'], {}, '--require-match'],
  ])('by %s', async (_, argv, world, source) => {
    for (const stdin of [STRANGER, '', '---\n# nothing\n']) {
      const { code, out, said } = await run(['render', ...argv], { ...world, stdin });
      expect([code, out]).toEqual([1, '']);
      expect(said).toContain(source);
      expect(said).toContain('[no-release]');
      expect(said).toContain('(pyroscope)');
      expect(said).toContain(source === '--require-match' ? 'leave out --require-match' : '--allow-no-match');
    }
  });

  it('also where the gate is overridden', async () => {
    const { code } = await run(['render', '--phase', 'v2', '--gate-override', 'x', '--gate'], {
      stdin: STRANGER,
    });
    expect(code).toBe(1);
  });

  it('also where the config says that it requires none', async () => {
    const files = config('requireMatch: false\nphase: v2\n');
    const { code, said } = await run(['render'], { files, stdin: STRANGER });
    expect(code).toBe(1);
    expect(said).toContain('phasegate.yaml:2:8');
  });

  it('by nobody who states nothing', async () => {
    const { code, out } = await run(['render'], { stdin: STRANGER });
    expect([code, out]).toEqual([0, STRANGER]);
  });

  it('and is there', async () => {
    const { code, out } = await run(['render', '--phase', 'v2'], { stdin: V2 });
    expect([code, out]).toEqual([0, V2]);
  });

  it('and mode check fails as well, but writes the input', async () => {
    const { code, out } = await run(['render', '--phase', 'v2', '--mode', 'check'], { stdin: STRANGER });
    expect([code, out]).toEqual([1, STRANGER]);
  });

  it('and mode warn only tells', async () => {
    const { code, out, said } = await run(['render', '--phase', 'v2', '--mode', 'warn'], { stdin: STRANGER });
    expect([code, out]).toEqual([0, STRANGER]);
    expect(said).toContain('would refuse: no release');
  });

  it('and the refusal is in every report, as Helm 4 throws standard error away', async () => {
    const world = { env: { GITHUB_STEP_SUMMARY: 'summary.md' }, stdin: STRANGER };
    for (const name of ['r.json', 'r.txt', 'r.md', 'r.sarif', 'r.xml']) {
      const { file } = await run(['render', '--phase', 'v2', '--report', name], world);
      expect(file(name)).toContain('no release of a known pack');
      expect(file('summary.md')).toContain('no release of a known pack');
    }
  });
});

describe('a release that may be missing', () => {
  it.each<[string, readonly string[], World, string]>([
    ['a flag', ['--allow-no-match'], {}, '--allow-no-match'],
    ['the environment', [], { env: { PHASEGATE_ALLOW_NO_MATCH: '1' } }, 'PHASEGATE_ALLOW_NO_MATCH=1'],
    ['the config', [], { files: config('allowNoMatch: true\n') }, 'phasegate.yaml:1:15'],
  ])('by %s', async (_, argv, world, source) => {
    const words = ['render', '--phase', 'v2', '--gate', '--report', 'r.json', ...argv];
    const { code, out, said, file } = await run(words, { ...world, stdin: STRANGER });
    expect([code, out]).toEqual([0, STRANGER]);
    expect(said).toContain(source);
    expect(JSON.parse(file('r.json')).decisions).toContainEqual({
      about: 'no match',
      value: 'allowed',
      source,
    });
  });

  it('is told of in the report of one that is there', async () => {
    const { code, file } = await run(['render', '--phase', 'v2', '--allow-no-match', '--report', 'r.json'], {
      stdin: V2,
    });
    expect(code).toBe(0);
    expect(JSON.parse(file('r.json')).releases[0].decisions).toContainEqual({
      about: 'no match',
      value: 'allowed',
      source: '--allow-no-match',
    });
  });

  it('cannot be required as well', async () => {
    const { code, said } = await run(['render', '--require-match', '--allow-no-match'], { stdin: V2 });
    expect(code).toBe(2);
    expect(said).toContain('--allow-no-match');
  });
});

describe('a stream of hooks alone', () => {
  const ARGV = ['render', '--phase', 'v2', '--gate', '-n', 'a', '--require-match', '--report', 'r.json'];

  it.each([
    ['of others', HOOK],
    ['of the release', RELEASE_HOOK],
    ['of both, with comments between', `# first\n${HOOK}---\n# none\n${RELEASE_HOOK}`],
  ])('%s passes, and leaves report, kept report, summary and gate alone', async (_, stdin) => {
    const { code, out, said, file } = await run(ARGV, {
      stdin,
      files: { 'r.json': 'of the run before', 'summary.md': '' },
      env: { GITHUB_STEP_SUMMARY: 'summary.md' },
    });
    expect([code, out]).toEqual([0, stdin]);
    expect(said).toContain('hook');
    expect(file('r.json')).toBe('of the run before');
    expect(file('summary.md')).toBe('');
  });

  it.each([
    ['another object', `${HOOK}---\n${STRANGER}`],
    [
      'a list that Helm takes for no hook',
      '---\nkind: List\nitems:\n  - metadata: {annotations: {helm.sh/hook: test}}\n',
    ],
    ['a hook in a comment', `---\n# helm.sh/hook: test\n${STRANGER}`],
    ['a broken document', `${HOOK}---\na: "helm.sh/hook\n`],
  ])('is none with %s', async (_, stdin) => {
    expect(await run(ARGV, { stdin })).toMatchObject({ code: 1, out: '' });
  });
});

describe('mode warn beside a gate', () => {
  it.each<[string, readonly string[], World]>([
    ['by flags', ['--gate', '--mode', 'warn'], {}],
    ['by the environment', [], { env: { PHASEGATE_MODE: 'warn', PHASEGATE_GATE: '1' } }],
    ['by the config', [], { files: config(`mode: warn\n${GATE_CONFIG}`) }],
    ['by both', ['--mode', 'warn'], { files: config(GATE_CONFIG) }],
  ])('is a mistake %s: the gate would be open', async (_, argv, world) => {
    const { code, out, said } = await run(['render', ...argv], { ...world, stdin: V2 });
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain('warn');
    expect(said).toContain('--mode check');
    expect(said).toContain('PHASEGATE_GATE=0');
  });

  it('is none where the gate is switched off, which the report tells', async () => {
    const { code, file } = await run(['render', '--mode', 'warn', '--report', 'r.json'], {
      files: config(GATE_CONFIG),
      env: { PHASEGATE_GATE: '0' },
      stdin: V2,
    });
    expect(code).toBe(0);
    expect(JSON.parse(file('r.json')).releases[0].decisions).toContainEqual({
      about: 'gate',
      value: 'off',
      source: 'PHASEGATE_GATE=0',
    });
  });
});

describe('a gate that nobody asked for', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'without a config',
      {},
      'the default: no --gate, and no phasegate.yaml from the working directory upward',
    ],
    ['with a config', config('strict: true\n'), 'the default: no --gate, and no gate in phasegate.yaml'],
  ])('is a decision of each report %s', async (_, files, source) => {
    const decision = { about: 'gate', value: 'not asked', source };
    const ofRelease = await run(['render', '--report', 'r.json'], { files, stdin: V2 });
    expect(JSON.parse(ofRelease.file('r.json')).releases[0].decisions).toContainEqual(decision);
    const ofNone = await run(['render', '--report', 'r.json'], { files, stdin: STRANGER });
    expect(JSON.parse(ofNone.file('r.json')).decisions).toContainEqual(decision);
  });
});
