import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { run, type World } from './run.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const DUAL = readFileSync(resolve(ROOT, 'golden/inputs/2.2.1/single-binary/dual.yaml'), 'utf8');

const render = (words: string, world: World = {}) =>
  run(['render', ...words.split(' ')], { stdin: DUAL, ...world });

describe('values that render is given', () => {
  it.each([
    [
      'a word that is no boolean',
      '--set architecture.storage.v1=flase',
      'toggle-not-boolean',
      'use --set architecture.storage.v1=true instead of this flag to leave it on, or --set',
    ],
    ['a key below the intent', '--set architecture.storge.v1=false', 'unknown-key', 'did you mean storage?'],
    ['a toggle', '--set architecture.storage.V1=false', 'misplaced-key', 'it reads architecture.storage.v1'],
    [
      'the top of the intent',
      '--set architecure.storage.v1=false',
      'unknown-key',
      'did you mean architecture?',
    ],
    ['the place of the intent', '--set storage.v1=false', 'misplaced-key', 'architecture.storage'],
    ['a weight', '--set architecture.storage.migration.ingesterWieght=0.5', 'unknown-key', 'ingesterWeight'],
  ])('warn of a mistake in %s', async (_, words, id, told) => {
    const { code, said, out } = await render(words);
    expect([code, out]).toEqual([0, DUAL]);
    expect(said).toContain(`${id}]`);
    expect(said).toContain('warning: pyroscope in pyroscope: ');
    expect(said).toContain(told);
    expect((await render(`${words} --strict`)).code).toBe(1);
  });

  it.each([
    ['a word in place of the toggles', '--set architecture.storage=v2'],
    ['a word in place of the architecture', '--set architecture=v2'],
    ['a number in place of a toggle', '--set architecture.storage.v1=0'],
  ])('refuse %s, as lint does', async (_, words) => {
    const { code, out, said } = await render(words);
    expect([code, out]).toEqual([1, '']);
    expect(said).toContain('wrong-type]');
    expect((await run(['lint', ...words.split(' '), '--chart-version', '2.2.1'])).code).toBe(1);
  });

  it('refuse a word in place of the toggles in a file', async () => {
    const files = { 'own.yaml': 'architecture: {storage: v2}\n' };
    const { code, said } = await render('-f own.yaml', { files });
    expect(code).toBe(1);
    expect(said).toContain('own.yaml:1:');
  });

  it('warn with the place in a file', async () => {
    const files = { 'own.yaml': 'architecture:\n  storage:\n    v1: flase\n' };
    const { said } = await render('-f own.yaml', { files });
    expect(said).toContain('own.yaml:3:9: warning: ');
    expect(said).toContain('  3 |     v1: flase');
    expect(said).toContain('toggle-not-boolean]');
  });

  it('refuse a text that means the opposite of what it does, as lint does', async () => {
    const files = { 'own.yaml': 'architecture:\n  storage:\n    v1: "false"\n' };
    const { code, said, out } = await render('-f own.yaml', { files });
    expect([code, out]).toEqual([1, '']);
    expect(said).toContain('own.yaml:3:9: error: ');
  });

  it('say nothing about keys that state no intent', async () => {
    const files = { 'own.yaml': 'pyroscope:\n  replicaCuont: 1\nalloy:\n  enabled: "no"\nminoi: {}\n' };
    expect((await render('-f own.yaml', { files })).said).toBe('');
    expect((await render('--set architecture.storage.v1=true')).said).toBe('');
  });

  it('say nothing about a phase that a flag states', async () => {
    expect((await render('--phase dual --set architecture.storage.v1=0')).said).toBe('');
    expect((await render('--phase dual --set architecture.storage.v1=flase')).said).toBe('');
  });

  it('can be silenced, and are in reports', async () => {
    const config =
      'lint:\n  ignores:\n    - rule: toggle-not-boolean\n      reason: a template fills it in\n';
    const files = { 'phasegate.yaml': config };
    const words = '--set architecture.storage.v1=flase --strict --report report.json';
    const silenced = await render(words, { files });
    expect([silenced.code, silenced.said]).toEqual([0, '']);
    const [release] = JSON.parse(silenced.file('report.json')).releases;
    expect(release.findings).toContainEqual(
      expect.objectContaining({
        ...{ ruleId: 'pyroscope/toggle-not-boolean', outcome: 'silenced', severity: 'warning' },
        flag: '--set architecture.storage.v1=flase',
      }),
    );
    const schema = JSON.parse(readFileSync(resolve(ROOT, 'schemas/report.schema.json'), 'utf8'));
    const validate = new Ajv().compile(schema);
    validate(JSON.parse(silenced.file('report.json')));
    expect(validate.errors).toBeNull();
    expect(release).not.toHaveProperty('chartVersion');
  });
});
