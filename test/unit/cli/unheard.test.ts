import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, type World } from './run.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const inputOf = (name: string): string => readFileSync(resolve(ROOT, `golden/inputs/${name}.yaml`), 'utf8');
const V1 = inputOf('2.2.1/single-binary/v1');

const render = (world: World, ...words: readonly string[]) =>
  run(['render', ...words], { stdin: V1, ...world });

/** What states an intent and is not heard. */
describe('a variable that phasegate does not know', () => {
  it.each([
    ['PHASEGATE_GAET', 'PHASEGATE_GATE'],
    ['PHASEGATE_PHSE', 'PHASEGATE_PHASE'],
    ['PHASEGATE_INGESTER_WIEGHT', 'PHASEGATE_INGESTER_WEIGHT'],
  ])('is told: %s', async (name, meant) => {
    const { code, out, said } = await render({ env: { [name]: '1' } });
    expect([code, out]).toEqual([0, V1]);
    expect(said).toContain(`phasegate: warning: ${name} has no effect; did you mean ${meant}?`);
  });

  it('is told where nothing is like it, without its value', async () => {
    const { said } = await render({ env: { PHASEGATE_TOKEN_OF_SOMEBODY: 'hunter2' } });
    expect(said).toContain('PHASEGATE_TOKEN_OF_SOMEBODY has no effect; phasegate render --help lists');
    expect(said).not.toContain('hunter2');
  });

  it('is told by other commands', async () => {
    const files = { 'own.yaml': 'architecture: { storage: { v1: true, v2: false } }\n' };
    const { said } = await run(['lint', 'own.yaml'], { files, env: { PHASEGATE_CONFG: 'x' } });
    expect(said).toContain('did you mean PHASEGATE_CONFIG?');
  });

  it('is not told with --quiet, and those that are known never are', async () => {
    expect((await render({ env: { PHASEGATE_GAET: '1' } }, '--quiet')).said).toBe('');
    const known = ['PHASE', 'CHART_VERSION', 'STRICT', 'NAMESPACE', 'SEGMENT_WRITER_WEIGHT', 'ALLOW_PACKS'];
    const env = Object.fromEntries(known.map((name) => [`PHASEGATE_${name}`, '']));
    expect((await render({ env })).said).toBe('');
  });
});

describe('phasegate.yml', () => {
  const gate = 'gate: { namespace: prof }\n';

  it('is told not to be read', async () => {
    const { code, said } = await render({ files: { 'phasegate.yml': gate } });
    expect(code).toBe(0);
    expect(said).toContain('phasegate: warning: phasegate.yml is not read; rename it to phasegate.yaml');
  });

  it('is not told where another config is read', async () => {
    const files = { 'phasegate.yml': gate, 'phasegate.yaml': '' };
    expect((await render({ files })).said).toBe('');
    expect((await render({ files: { 'phasegate.yml': '' } }, '--config', 'phasegate.yml')).said).toBe('');
  });
});

describe('an entry for a release', () => {
  const config = (releases: string) => ({ files: { 'phasegate.yaml': `releases:\n${releases}` } });

  it('is told where the release of the stream has none', async () => {
    const { code, said } = await render(config('  - { name: pyroscpe, phase: v1 }\n'));
    expect(code).toBe(0);
    expect(said).toContain(
      'phasegate: warning: phasegate.yaml:2:5: no entry under releases is for pyroscope in pyroscope; did you mean pyroscope instead of pyroscpe?',
    );
  });

  it('is told where the namespace is another one', async () => {
    const { said } = await render(config('  - { name: pyroscope, namespace: prof, phase: v1 }\n'));
    expect(said).toContain('no entry under releases is for pyroscope in pyroscope');
  });

  it('may be for others beside it, and for no release of this stream at all', async () => {
    const both = '  - { name: other, phase: v2 }\n  - { name: pyroscope, phase: v1 }\n';
    expect((await render(config(both))).said).toBe('');
    expect((await render(config('  - { name: prod-eu, phase: v1 }\n'))).said).toContain(
      'no entry under releases is for pyroscope',
    );
  });
});

describe('a phase that a default chose', () => {
  const UNSTATED = 'nothing that phasegate was given states the phase';
  const v2 = (world: World = {}, ...words: readonly string[]) =>
    render({ stdin: inputOf('2.2.1/single-binary/v2'), ...world }, ...words);
  const unset = { files: { 'own.yaml': 'pyroscope: { persistence: { enabled: true } }\n' } };

  it.each([
    ['bare', {}, []],
    ['with values that leave the toggles out', unset, ['-f', 'own.yaml']],
  ] as const)('is a note in reports and with --diff: %s', async (_, world, words) => {
    const told = await v2(world, ...words, '--diff', '--report', 'report.json');
    expect(told.code).toBe(0);
    expect(told.said).toContain(
      `info: pyroscope in pyroscope: ${UNSTATED}: v2 is the default of chart 2.2.1`,
    );
    expect(told.file('report.json')).toContain(UNSTATED);
    expect((await v2(world, ...words)).said).not.toContain(UNSTATED);
    expect((await v2(world, ...words, '--strict')).said).not.toContain(UNSTATED);
  });

  it.each([
    ['a flag states it', {}, ['--phase', 'v2']],
    ['values state it', {}, ['--set', 'architecture.storage.v1=false,architecture.storage.v2=true']],
    ['the environment states it', { env: { PHASEGATE_PHASE: 'v2' } }, []],
    ['it is no default', { stdin: V1 }, []],
  ] as const)('is none where %s', async (_, world, words) => {
    expect((await v2(world, ...words, '--diff')).said).not.toContain(UNSTATED);
  });
});
