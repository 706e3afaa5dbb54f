import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runInProcess } from '../../in-process.ts';

const FINE = `# phasegate: pack=pyroscope chart=2.2.1
architecture: {storage: {v1: true, v2: false}}
pyroscope: {persistence: {enabled: true}}
`;
const wrong = (...keys: string[]): string => `${FINE}${keys.map((key) => `${key}: {}\n`).join('')}`;

interface Project {
  readonly root: string;
  /** Runs lint with the baseline `known.json` of the root. */
  readonly lint: (args: readonly string[], from?: string) => ReturnType<typeof runInProcess>;
  readonly write: (file: string, text: string) => void;
  /** Every file and path in the baseline. */
  readonly entries: () => readonly string[];
}

/** A folder with `a/values.yaml` and `b/values.yaml`, which have a mistake each. */
function project(): Project {
  const root = mkdtempSync(join(tmpdir(), 'phasegate-baseline-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const baseline = join(root, 'known.json');
  const write: Project['write'] = (file, text) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write('a/values.yaml', wrong('one'));
  write('b/values.yaml', wrong('two'));
  return {
    root,
    write,
    lint: (args, from = '.') =>
      runInProcess(['lint', '--fail-on', 'warning', '--baseline', baseline, ...args], {
        cwd: join(root, from),
      }),
    entries: () => {
      const { findings } = JSON.parse(readFileSync(baseline, 'utf8')) as {
        findings: { file: string; path: string; count: number }[];
      };
      return findings.map(({ file, path, count }) => `${file} ${path}${count === 1 ? '' : ` ×${count}`}`);
    },
  };
}

const BOTH = ['a/values.yaml one', 'b/values.yaml two'];

describe('a run over some of the files', () => {
  const SOME: readonly (readonly [how: string, args: (root: string) => string[], from: string])[] = [
    ['a name', () => ['a/values.yaml'], '.'],
    ['a name with ./', () => ['./a/values.yaml'], '.'],
    ['an absolute name', (root) => [join(root, 'a/values.yaml')], '.'],
    ['a glob', () => ['a/*.yaml'], '.'],
    ['a name from another folder', () => ['../a/values.yaml'], 'b'],
    ['-f', () => ['-f', 'a/values.yaml'], '.'],
  ];

  it.each(SOME)(
    'given by %s says nothing of the entries of others, and keeps them',
    async (_, args, from) => {
      const { root, lint, entries } = project();
      await lint(['--write-baseline', '*/values.yaml']);
      expect(entries()).toEqual(BOTH);
      expect(await lint(args(root), from)).toEqual({ code: 0, out: '', err: '' });
      await lint(['--write-baseline', ...args(root)], from);
      expect(entries()).toEqual(BOTH);
    },
  );

  it.each(SOME)(
    'given by %s says which of its own entries are needless, and removes them',
    async (_, args, from) => {
      const { root, lint, write, entries } = project();
      await lint(['--write-baseline', '*/values.yaml']);
      write('a/values.yaml', FINE);
      expect((await lint(args(root), from)).err).toContain('1 entry in');
      const { err } = await lint(['--write-baseline', ...args(root)], from);
      expect(err).toContain('0 findings are accepted');
      expect(err).toContain('1 entry that this run did not check stays');
      expect(entries()).toEqual(['b/values.yaml two']);
    },
  );

  it('keeps what other files are accepted for when it accepts more', async () => {
    const { lint, write, entries } = project();
    await lint(['--write-baseline', '*/values.yaml']);
    write('a/values.yaml', wrong('one', 'three'));
    await lint(['--write-baseline', 'a/values.yaml']);
    expect(entries()).toEqual(['a/values.yaml one', 'a/values.yaml three', 'b/values.yaml two']);
  });

  it('drops the entries of files that are gone', async () => {
    const { root, lint, entries } = project();
    await lint(['--write-baseline', '*/values.yaml']);
    renameSync(join(root, 'b/values.yaml'), join(root, 'b/other.yaml'));
    expect((await lint(['a/values.yaml'])).err).toContain('1 entry in');
    await lint(['--write-baseline', 'a/values.yaml']);
    expect(entries()).toEqual(['a/values.yaml one']);
  });

  it.each([
    ['that cannot be read as YAML', 'a: [\n'],
    ['that holds no values', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'],
  ])('knows nothing of a file %s', async (_, text) => {
    const { lint, write, entries } = project();
    await lint(['--write-baseline', '*/values.yaml']);
    write('a/values.yaml', text);
    expect((await lint(['a/values.yaml'])).err).not.toContain('no longer needed');
    await lint(['--write-baseline', 'b/values.yaml', 'a/values.yaml']);
    expect(entries()).toEqual(expect.arrayContaining(BOTH));
  });
});

describe('a run over a merged release', () => {
  it('knows only of the last file: the files below it stand in other releases too', async () => {
    const { lint, write, entries } = project();
    write('base.yaml', `${FINE}base: 1\nshared: {}\n`);
    await lint(['--write-baseline', '-f', 'base.yaml', '-f', 'a/values.yaml']);
    expect(entries()).toEqual(['a/values.yaml one', 'base.yaml base', 'base.yaml shared']);
    // This release has the key from its last file.
    write('b/values.yaml', `${wrong('two')}base: 2\n`);
    const args = ['-f', 'base.yaml', '-f', 'b/values.yaml'];
    expect((await lint(args)).err).not.toContain('no longer needed');
    await lint(['--write-baseline', ...args]);
    expect(entries()).toEqual([
      'a/values.yaml one',
      'b/values.yaml base',
      'b/values.yaml two',
      'base.yaml base',
      'base.yaml shared',
    ]);
  });

  it('knows of a flag only where it is given', async () => {
    const { lint, entries } = project();
    await lint(['--write-baseline', '-f', 'a/values.yaml', '--set', 'three=1']);
    expect(entries()).toEqual(['--set three=1 three', 'a/values.yaml one']);
    expect((await lint(['-f', 'a/values.yaml'])).err).not.toContain('no longer needed');
    await lint(['--write-baseline', '-f', 'a/values.yaml', '--set', 'four=1']);
    expect(entries()).toEqual(['--set four=1 four', '--set three=1 three', 'a/values.yaml one']);
  });

  it('knows of what an upgrade is told only where it lints one', async () => {
    const { lint, write, entries } = project();
    write('before.yaml', 'architecture: {storage: {v1: true, v2: false}}\n');
    write('after.yaml', 'architecture: {storage: {v1: false, v2: true}}\n');
    const args = ['--chart-version', '2.2.1', '-f', 'after.yaml', '--write-baseline'];
    await lint([...args, '--from-values', 'before.yaml']);
    expect(entries()).toContain('after.yaml architecture.storage.v1');
    await lint(args);
    expect(entries()).toContain('after.yaml architecture.storage.v1');
    await lint([...args, '--from-values', 'after.yaml']);
    expect(entries()).not.toContain('after.yaml architecture.storage.v1');
  });
});

describe('a file that is a link', () => {
  it.each([
    ['link.yaml', 'a/values.yaml'],
    ['a/values.yaml', 'link.yaml'],
  ])('is the file that it leads to: written for %s, asked for %s', async (written, asked) => {
    const { root, lint, entries } = project();
    symlinkSync(join(root, 'a/values.yaml'), join(root, 'link.yaml'));
    await lint(['--write-baseline', written]);
    expect(entries()).toEqual([`${written} one`]);
    expect(await lint([asked])).toEqual({ code: 0, out: '', err: '' });
    await lint(['--write-baseline', asked]);
    expect(entries()).toHaveLength(1);
  });

  it('is told once beside the file, and so is a file that is named twice', async () => {
    const { root, lint, entries } = project();
    symlinkSync(join(root, 'a/values.yaml'), join(root, 'a/link.yaml'));
    for (const names of [
      ['a/link.yaml', 'a/values.yaml'],
      ['a/values.yaml', './a/values.yaml'],
    ]) {
      const { out } = await runInProcess(['lint', '--format', 'json', ...names], { cwd: root });
      expect((JSON.parse(out) as { findings: unknown[] }).findings).toHaveLength(1);
    }
    await lint(['--write-baseline', 'a/link.yaml', 'a/values.yaml']);
    expect(entries()).toEqual(['a/link.yaml one']);
    expect((await lint(['a/values.yaml'])).err).toBe('');
  });
});
