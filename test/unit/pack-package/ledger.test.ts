import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, projectWithPack, RUNNING } from './project.ts';

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

  it('is not left out of a gated render, which would let its releases pass unseen', async () => {
    const words = 'render --gate -n prod';
    const { code, out, err } = await run(words, manifestOf('both'), { PHASEGATE_ALLOW_PACKS: '' });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('error: the gate would not see the releases of the packs');
  });

  it('explains its rules', async () => {
    const { code, out } = await run('explain ledger/quorum-mismatch');
    expect(code).toBe(0);
    expect(out).toContain('The bucket gets only what as many replicas took as the quorum asks for.');
    expect(out).not.toMatch(/^from $/m);
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

  it.each(['quorum-mismatch', 'ledger/quorum-mismatch'])('takes its corrections as %s', async (name) => {
    const input = manifestOf('disk', { replicas: 3, quorum: 1 });
    const { code, out } = await run(`render --no-correct ${name}`, input);
    expect([code, out]).toEqual([0, input]);
  });

  it('writes flags with the dashes that are there', async () => {
    const dashed = (phase: string): string => manifestOf(phase).replaceAll(/- -(?=\w)/g, '- --');
    const { code, out } = await run('render --phase both', dashed('disk'));
    expect([code, out]).toEqual([0, dashed('both')]);
  });

  it('writes a new flag with the dashes of the others', async () => {
    const input = manifestOf('disk').replace('- -store=disk\n', '- --verbose\n').replace('- -q', '- --q');
    const { out } = await run('render --phase both', input);
    expect(out).toContain(' --store=both\n');
  });

  it('writes the value of a flag where it stands in an item of its own', async () => {
    const apart = (phase: string): string =>
      manifestOf(phase).replace(/- -store=(\w+)\n( +)/, '- --store\n$2- $1\n$2');
    expect(apart('disk')).toContain('- --store\n            - disk\n');
    const { code, out } = await run('render --phase both', apart('disk'));
    expect([code, out]).toEqual([0, apart('both')]);
  });

  it('says that no flag shows the phase', async () => {
    const { code, err } = await run('render', manifestOf('disk').replace(/ +- -store=disk\n/, ''));
    expect(code).toBe(1);
    expect(err).toContain('books in prod: nothing in the manifests shows a phase');
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

  it('leaves a number that is not one to the check of types', async () => {
    project.write('odd.yaml', 'replicas: three\n');
    const { out } = await run('lint odd.yaml');
    expect(out).toContain('replicas is a string, but the chart expects an integer');
    expect(out).not.toContain('NaN');
  });

  it('is content with good values', async () => {
    expect(await run('lint values.yaml')).toMatchObject({ code: 0, out: '', err: '' });
  });
});

describe('the pack that values belong to', () => {
  const files = ['disk.yaml', 'both.yaml'];
  project.write('disk.yaml', 'store: disk\n');
  project.write('both.yaml', 'store: both\nbucket: books\n');
  project.write('alone.yaml', 'packs:\n  - phasegate-pack-ledger\n');
  const offline = `plan --from-values ${files[0]} --to-values ${files[1]}`;

  it.each(['', ' --config alone.yaml'])('is the one of the config in an offline plan%s', async (more) => {
    const { code, out } = await run(`${offline}${more}`);
    expect(out).toContain('values: disk → both (chart 1.1.0)');
    expect(code).toBe(0);
  });

  it.each(['', ' --config alone.yaml'])('is the one that the values fit%s', async (more) => {
    expect((await run(`values -f disk.yaml${more}`)).out).toContain('repository: example/ledger');
    expect((await run(`schema --pack ledger${more}`)).out).toContain('"quorum"');
  });

  it('is the one of a config that names no other, in lint', async () => {
    const { out } = await run('lint wrong.yaml --config alone.yaml');
    expect(out).toContain('ledger/quorum-mismatch');
  });

  it('can be named', async () => {
    expect((await run('schema --pack pyroscope')).out).not.toContain('"quorum"');
    expect((await run('values --pack pyroscope')).out).toContain('grafana/pyroscope');
  });

  it('is said to be unknown where it was named', async () => {
    project.write('typo.yaml', 'packs: [phasegate-pack-ledger]\nlint:\n  pack: legder\n');
    const { code, err } = await run('lint wrong.yaml --config typo.yaml');
    expect([code, err]).toEqual([
      2,
      'phasegate: typo.yaml:3:9: lint.pack: unknown pack "legder"; use pyroscope, prometheus, pachyderm or ledger\n',
    ]);
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

  it('no check is ok without a pod', async () => {
    project.write('bin/waiting', 'nobody');
    const verified = await run('verify -n prod books');
    const gated = await run('render --phase bucket --gate -n prod', manifestOf('both'));
    project.write('bin/waiting', '0');
    expect(verified.code).toBe(1);
    expect(verified.out).toContain('no pod of the release runs');
    expect([gated.code, gated.out]).toEqual([1, '']);
  });

  it('verify says that no check is about the phase', async () => {
    const { code, out } = await run('verify -n prod books --phase disk');
    expect(code).toBe(1);
    expect(out).toContain('verdict  disk is not verified, no check is about it');
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

  it('go on from the revision deployed last, whatever failed behind it', async () => {
    project.write('bin/unfinished', 'failed');
    const [next, plan] = [await run('next -n prod books'), await run('plan -n prod books --reuse-values')];
    project.write('bin/unfinished', 'pending-upgrade');
    const pending = await run('next -n prod books');
    project.write('bin/unfinished', '');
    expect([next.code, next.out]).toEqual([0, (await run('next -n prod books')).out]);
    expect(next.err).toContain('revision 3 of books failed and may have been applied only partly');
    expect(next.err).toContain('or helm rollback books 2');
    expect(plan.out).toContain('(revision 2 of the release)');
    expect([pending.code, pending.out]).toEqual([2, '']);
    expect(pending.err).toContain('the last revision is pending-upgrade: another operation is in progress');
  });

  it('compare what the servers run with to what is installed', async () => {
    project.write('bin/running', RUNNING.replace('books', 'books-old'));
    const verified = await run('verify -n prod books');
    const gated = await run('render --phase bucket --gate -n prod', manifestOf('both'));
    const opened = await run(
      'render --phase bucket --gate -n prod --gate-override moved',
      manifestOf('both'),
    );
    project.write('bin/running', RUNNING.replace('"bucket":"books",', ''));
    const unsaid = await run('render --phase bucket --gate -n prod', manifestOf('both'));
    project.write('bin/running', RUNNING);
    const what =
      'the name of bucket is "books-old" on the running servers, and "books" in the installed revision';
    expect([verified.code, verified.out]).toEqual([
      1,
      expect.stringContaining(`${what} (/status of books-0)`),
    ]);
    expect([gated.code, gated.out, gated.err]).toEqual([1, '', expect.stringContaining(what)]);
    expect([opened.code, opened.out]).toEqual([0, manifestOf('bucket')]);
    expect(opened.err).toContain(what);
    expect([unsaid.code, unsaid.err]).toEqual([
      1,
      expect.stringContaining('the name of bucket cannot be read off the running servers'),
    ]);
  });

  it('the gate stays shut while the servers do not say what they run with', async () => {
    project.write('bin/running', '{}');
    const { code, err } = await run('render --phase bucket --gate -n prod', manifestOf('both'));
    project.write('bin/running', RUNNING);
    expect(code).toBe(1);
    expect(err).toContain('the phase cannot be read off the running servers');
  });
});
