import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../golden/case-file.ts';
import { BOTH_OFF, KEPT, lint as lintIn, storage } from './lint-folder.ts';
import { run } from './run.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const input = (name: string): string =>
  readFileSync(resolve(ROOT, `golden/inputs/2.2.1/${name}.yaml`), 'utf8');
const QUOTED = 'architecture:\n  storage:\n    v1: "true"\n    v2: true\n';

describe('lint', () => {
  it('says what --fix fixed', async () => {
    const { code, said, file } = await run(['lint', '--fix', 'own.yaml'], { files: { 'own.yaml': QUOTED } });
    expect(code).toBe(0);
    expect(file('own.yaml')).toContain('v1: true');
    expect(said).toContain('fixed in own.yaml: architecture.storage.v1 [pyroscope/toggle-not-boolean]\n');
    const dry = await run(['lint', '--fix-dry-run', 'own.yaml'], { files: { 'own.yaml': QUOTED } });
    expect(dry.said).not.toContain('fixed in');
  });

  it('says that nothing was found where all is asked for', async () => {
    const kept = 'pyroscope:\n  persistence:\n    enabled: true\n';
    const files = { 'own.yaml': `architecture:\n  storage:\n    v1: true\n    v2: false\n${kept}` };
    const asked = await run(['lint', '--info', 'own.yaml', '--chart-version', '2.2.1'], { files });
    expect([asked.code, asked.out]).toEqual([0, '']);
    expect(asked.said).toContain('nothing found in 1 set of values (pyroscope 2.2.1)');
    const quiet = await run(['lint', 'own.yaml', '--chart-version', '2.2.1'], { files });
    expect([quiet.out, quiet.said]).toEqual(['', '']);
    const none = await run(['lint', '--info', 'other.yaml'], {
      files: { 'other.yaml': 'a: 1\n', '.git/HEAD': '' },
    });
    expect([none.code, none.said]).toEqual([
      0,
      expect.stringContaining('nothing found, as no file holds values'),
    ]);
  });
});

describe('a finding that one file is sure of and another is not', () => {
  const files = {
    'helmfile.yaml': `bases: [environments.yaml]
---
releases:
  - name: profiles
    chart: grafana/pyroscope
    version: 2.2.1
    values: [common.yaml, 'values/{{ .Environment.Name }}.yaml']
`,
    'common.yaml': storage('v1: false, v2: false') + KEPT,
    'values/stage.yaml': 'pyroscope: {replicaCount: 1}\n',
  };

  it('is an info where the file that is sure of it is not linted', async () => {
    const { told, code, said } = await lintIn(files, 'common.yaml');
    expect([told, code]).toEqual([[], 0]);
    expect(said).toContain('common.yaml: 1 finding reported as info');
  });

  it.each([
    ['common.yaml', 'values/stage.yaml'],
    ['values/stage.yaml', 'common.yaml'],
  ])('is told once as what it is, whatever the order: %s %s', async (...order) => {
    const { told, code, said, findings } = await lintIn(files, ...order);
    expect([told, code]).toEqual([[`common.yaml:1 ${BOTH_OFF}`], 1]);
    expect(findings.filter(({ ruleId }) => ruleId.endsWith('both-layers-off'))).toHaveLength(1);
    expect(said).not.toContain('reported as info');
  });
});

describe('a key that the chart does not read', () => {
  const lint = async (text: string) =>
    (await run(['lint', 'own.yaml', '--chart-version', '2.2.1'], { files: { 'own.yaml': text } })).out;

  it('is named as it is written where YAML takes it for a boolean', async () => {
    expect(await lint('on: 3\npyroscope: {replicaCount: 1}\n')).toContain(
      'does not read on (a boolean, which Helm reads as true)',
    );
    expect(await lint('"true": 3\npyroscope: {replicaCount: 1}\n')).toContain(
      'does not read true [unknown-key]',
    );
  });

  it.each([
    ['metastore:\n  data_dir: /x\n', 'it reads pyroscope.structuredConfig.metastore ['],
    ['metastore:\n  replicaCount: 3\n', 'it reads pyroscope.components.metastore ['],
    ['pyroscope:\n  persistence:\n    storage: 10Gi\n', 'it reads pyroscope.persistence.size ['],
  ])('is sent to where what stands below it is read: %j', async (text, place) => {
    expect(await lint(text)).toContain(place);
  });
});

describe('render', () => {
  it('names what it drops', async () => {
    const { said } = await run(['render', '--phase', 'v2'], { stdin: input('microservices/dual') });
    expect(said).toMatch(/3 objects dropped \(\w+\/[\w-]+, \w+\/[\w-]+, \w+\/[\w-]+\), 20 edits/);
  });

  it('says what it would drop and make', async () => {
    const words = ['render', '--phase', 'v2', '--mode', 'check'];
    const { said } = await run(words, { stdin: input('microservices/dual') });
    expect(said).toMatch(/: would drop 3 objects \(.*\) and make 20 edits\n/);
  });

  it('lists each correction once', async () => {
    const { code, said } = await run(['render', '--correct', 'A99']);
    const listed = /use (.*)$/m.exec(said)?.[1]?.split(', ') ?? [];
    expect([code, listed.length]).toEqual([2, new Set(listed).size]);
    expect(listed).toContain('A18');
  });

  it('tells of a flag that the phase has no use for, and not of a value that waits', async () => {
    const stdin = input('single-binary/dual');
    const words = ['render', '--phase', 'v2', '--ingester-weight', '0.5'];
    const flag = await run(words, { stdin });
    expect(flag.said).toContain(
      'warning: pyroscope in pyroscope: ingester weight given, and v2 has no use for it',
    );
    expect((await run([...words, '--strict'], { stdin })).code).toBe(1);
    const env = { PHASEGATE_INGESTER_WEIGHT: '0.5' };
    expect((await run(words.slice(0, 3), { stdin, env })).said).not.toContain('has no use');
  });

  it('writes the step summary so that nothing of it is taken for HTML', async () => {
    const stdin = readCase('render/rules/B13/fires').stdin.toString('utf8');
    const env = { GITHUB_STEP_SUMMARY: 'summary.md' };
    const { file } = await run(['render', '--phase', 'v2'], { stdin, env });
    expect(file('summary.md')).toContain('-data');
    expect(file('summary.md').replaceAll(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<name>/);
  });
});
