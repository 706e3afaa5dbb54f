import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, projectWithPack } from './project.ts';

const project = await projectWithPack();
const { run } = project;

describe('a pack from npm', () => {
  it('is left out of a config that was only found, and the run says how to allow it', async () => {
    const { out, err } = await run('rules', '', { PHASEGATE_ALLOW_PACKS: '' });
    expect(out).not.toContain('ledger/');
    expect(err).toContain('phasegate-pack-ledger');
    expect(err).toContain('--allow-packs');
  });

  it.each(['rules --allow-packs', 'rules --config phasegate.yaml', 'rules --config=phasegate.yaml'])(
    'is loaded by %s',
    async (words) => {
      const { out, err } = await run(words, '', { PHASEGATE_ALLOW_PACKS: '' });
      expect(err).toBe('');
      expect(out).toContain('ledger/quorum-mismatch');
    },
  );

  it('is loaded where PHASEGATE_CONFIG names the config', async () => {
    const { out } = await run('rules', '', { PHASEGATE_ALLOW_PACKS: '', PHASEGATE_CONFIG: 'phasegate.yaml' });
    expect(out).toContain('ledger/quorum-mismatch');
  });

  it('explains its rules', async () => {
    const { code, out } = await run('explain ledger/quorum-mismatch');
    expect(code).toBe(0);
    expect(out).toContain('The bucket gets only what as many replicas took as the quorum asks for.');
  });

  it('brings flags, variables and config keys along, and its phases', async () => {
    const { out } = await run('render --help');
    const help = out.replace(/\s+/g, ' ');
    expect(help).toContain(
      '--quorum <integer> how many replicas must take a write [$PHASEGATE_QUORUM, config quorum]',
    );
    expect(help).toContain('disk, both or bucket (Ledger)');
    expect(help).not.toContain('--bucket');
  });

  it('brings a command along', async () => {
    expect((await run('--help')).out).toContain('ledger-count');
    expect((await run('ledger-cuont x')).err).toContain('did you mean ledger-count?');
    expect(await run('ledger-count')).toMatchObject({ code: 2 });
    expect(
      await run(`ledger-count ${join(project.cwd, 'export.txt')} --config phasegate.yaml`),
    ).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await run('ledger-count none.txt')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^phasegate: ledger-count: ENOENT/),
    });
    expect(await run('help ledger-count')).toMatchObject({ code: 0 });
  });
});

describe('render with a pack from npm', () => {
  it('edits the flag of the phase, and no other byte', async () => {
    const { code, out } = await run('render --phase both', manifestOf('disk'));
    expect([code, out]).toEqual([0, manifestOf('both')]);
  });

  it('refuses by its rules', async () => {
    const { code, out, err } = await run('render --phase both', manifestOf('disk', { bucket: '' }));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('both has no bucket');
    expect(err).toContain('bucket-missing');
  });

  it('corrects by its rules', async () => {
    const { code, out } = await run('render', manifestOf('disk', { replicas: 3, quorum: 1 }));
    expect([code, out]).toEqual([0, manifestOf('disk', { replicas: 3, quorum: 3 })]);
  });

  it('takes its corrections by name', async () => {
    const { code, err } = await run('render --no-correct quorum', manifestOf('disk'));
    expect(code).toBe(2);
    expect(err).toMatch(/^phasegate: unknown correction quorum; use .*\bA6\b.*, quorum-mismatch\n$/);
  });

  it.each([
    ['a flag', 'render --quorum 3', {}],
    ['a variable', 'render', { PHASEGATE_QUORUM: '3' }],
  ])('takes its setting by %s', async (_, words, env) => {
    const input = manifestOf('disk', { replicas: 3, quorum: 1 });
    const { code, out } = await run(`${words} --phase both --no-correct quorum-mismatch`, input, env);
    expect([code, out]).toEqual([0, manifestOf('both', { replicas: 3, quorum: 3 })]);
  });

  it('refuses a phase that the pack of a release does not have', async () => {
    const { code, err } = await run('render --phase dual', manifestOf('disk'));
    expect(code).toBe(2);
    expect(err).toContain('release books is of Ledger, which has no phase "dual" (from --phase dual)');
  });
});

describe('lint with a pack from npm', () => {
  it('judges its rules and the keys of its chart', async () => {
    const { code, out } = await run('lint wrong.yaml --format json');
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as { findings: { ruleId: string; line: number }[] };
    expect(findings.map(({ ruleId, line }) => `${line} ${ruleId}`)).toEqual([
      '1 ledger/bucket-missing',
      '3 ledger/quorum-mismatch',
      '4 unknown-key',
      '6 ledger/latest-tag',
    ]);
  });

  it('fixes what a rule can fix', async () => {
    const { out } = await run('lint wrong.yaml --fix-dry-run');
    expect(out).toContain('+quorum: 3');
  });

  it('is content with good values', async () => {
    expect(await run('lint values.yaml')).toMatchObject({ code: 0, out: '', err: '' });
  });
});

describe('the live commands with a pack from npm', () => {
  it('plan shows what the step needs', async () => {
    project.write('bucket.yaml', 'store: bucket\nbucket: books\n');
    const { code, out } = await run('plan -n prod books -f bucket.yaml');
    expect(code).toBe(0);
    expect(out).toContain('both');
    expect(out).toContain('bucket');
  });

  it('plan refuses what a rule refuses', async () => {
    project.write('other.yaml', 'store: both\nbucket: ""\n');
    expect(await run('plan -n prod books -f other.yaml')).toMatchObject({ code: 1 });
  });

  it('next prints the step that is left', async () => {
    const { code, out } = await run('next -n prod books');
    expect(code).toBe(0);
    expect(out).toContain('Go to bucket');
    expect(out.replace(/ \\\n\s+/g, ' ')).toContain('helm upgrade books ledger/ledger --version 1.1.0');
    expect(out).toContain('--post-renderer-args bucket');
  });

  it('next prints commands that load the pack, wherever its config was found', async () => {
    const found = join(project.cwd, 'phasegate.yaml');
    for (const [words, config] of [
      ['', found],
      [' --config phasegate.yaml', 'phasegate.yaml'],
    ]) {
      const { out } = await run(`next -n prod books${words}`);
      const shown = out.replace(/ \\\n\s+/g, ' ');
      expect(shown).toContain(`--post-renderer-args --config --post-renderer-args ${config}`);
      expect(shown).toMatch(new RegExp(`phasegate verify .*--config ${config}`));
    }
    const [, first = ''] = /^(helm upgrade(?:.*\\\n)*.*)$/m.exec((await run('next -n prod books')).out) ?? [];
    const args = [...first.matchAll(/--post-renderer-args (\S+)/g)].flatMap(([, word = '']) => word);
    const { code, out } = await run(`render ${args.join(' ')}`, manifestOf('both'), {
      PHASEGATE_ALLOW_PACKS: '',
    });
    expect([code, out]).toEqual([0, manifestOf('bucket')]);
  });

  it('verify asks the pods', async () => {
    const { code, out } = await run('verify -n prod books');
    expect(code).toBe(0);
    expect(out).toContain('The bucket has every entry of the disk');
  });

  it('verify waits for what is not copied yet', async () => {
    project.write('bin/waiting', '7');
    const { code, out } = await run('verify -n prod books');
    project.write('bin/waiting', '0');
    expect(code).toBe(1);
    expect(out).toContain('7 entries wait in books-0');
  });

  it('the gate opens once the phase was proven long enough', async () => {
    const { code, out } = await run('render --phase bucket --gate -n prod', manifestOf('both'));
    expect([code, out]).toEqual([0, manifestOf('bucket')]);
  });

  it('the gate stays shut while entries wait', async () => {
    project.write('bin/waiting', '7');
    const { code, out, err } = await run('render --phase bucket --gate -n prod', manifestOf('both'));
    project.write('bin/waiting', '0');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('7 entries wait in books-0');
  });
});
