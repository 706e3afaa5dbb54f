import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runInProcess } from '../../in-process.ts';

const FINE = 'architecture: {storage: {v1: true, v2: false}}\npyroscope: {persistence: {enabled: true}}\n';
const WRONG = `persistence: {enabled: true}\n${FINE}`;

/** A folder with deploy/values.yaml in it, and deploy/fine.yaml. */
function project({ isCheckout = false } = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'phasegate-paths-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'deploy', 'ci'), { recursive: true });
  if (isCheckout) mkdirSync(join(root, '.git'));
  writeFileSync(join(root, 'deploy', 'values.yaml'), WRONG);
  writeFileSync(join(root, 'deploy', 'fine.yaml'), FINE);
  return root;
}

/** The path of the finding in a format's output. */
const PATHS: Readonly<Record<string, (out: string) => string | undefined>> = {
  github: (out) => /file=([^,]*)/.exec(out)?.[1],
  gitlab: (out) => (JSON.parse(out) as [{ location: { path: string } }])[0].location.path,
  sarif: (out) => /"uri": "([^"]*)"/.exec(out.slice(out.indexOf('"results"')))?.[1],
  junit: (out) => /<testsuite name="([^"]*)"/.exec(out)?.[1],
};

async function pathIn(format: string, file: string, cwd: string, env = {}): Promise<string | undefined> {
  const { out, err } = await runInProcess(['lint', '--format', format, file], { cwd, env });
  expect(err).not.toContain('no such file');
  return PATHS[format]?.(out);
}

const IN_REPOSITORY = 'deploy/values.yaml';

describe.each(Object.keys(PATHS))('paths in %s', (format) => {
  it.each(['values.yaml', './values.yaml', '../deploy/values.yaml', 'ci/../values.yaml'])(
    'count from the root of the checkout: %s',
    async (file) => {
      const root = project({ isCheckout: true });
      expect(await pathIn(format, file, join(root, 'deploy'))).toBe(IN_REPOSITORY);
      expect(await pathIn(format, join(root, 'deploy/values.yaml'), join(root, 'deploy'))).toBe(
        IN_REPOSITORY,
      );
    },
  );

  it.each(['GITHUB_WORKSPACE', 'CI_PROJECT_DIR'])('count from $%s, also where it is a link', async (name) => {
    const root = project();
    symlinkSync(root, join(root, 'link'));
    for (const folder of [root, join(root, 'link')])
      expect(await pathIn(format, 'values.yaml', join(root, 'deploy'), { [name]: folder })).toBe(
        IN_REPOSITORY,
      );
  });

  it('are those of the file itself where a link leads to it', async () => {
    const root = project({ isCheckout: true });
    symlinkSync('values.yaml', join(root, 'deploy', 'link.yaml'));
    expect(await pathIn(format, 'deploy/link.yaml', root)).toBe(IN_REPOSITORY);
  });

  it.each(['deploy/link.yaml', 'link.yaml'])(
    'are those of the link where it leads out of the checkout: %s',
    async (link) => {
      const root = project({ isCheckout: true });
      symlinkSync(join(project(), 'deploy/values.yaml'), join(root, link));
      expect(await pathIn(format, link, root)).toBe(link);
    },
  );

  it('count from the root of the checkout for a run outside of it, also through a link', async () => {
    const outside = project();
    symlinkSync(project({ isCheckout: true }), join(outside, 'checkout'));
    expect(await pathIn(format, 'checkout/deploy/values.yaml', outside)).toBe(IN_REPOSITORY);
    const env = { CI_PROJECT_DIR: join(outside, 'checkout/deploy') };
    expect(await pathIn(format, 'checkout/deploy/values.yaml', outside, env)).toBe('values.yaml');
  });

  it('stay as they are given where the variable is of another folder, and in no repository', async () => {
    const root = project();
    const env = { GITHUB_WORKSPACE: project() };
    expect(await pathIn(format, 'values.yaml', join(root, 'deploy'), env)).toBe('values.yaml');
  });

  it('are those of plan as well', async () => {
    const root = project({ isCheckout: true });
    const cwd = join(root, 'deploy');
    const step = ['--from-values', 'fine.yaml', '--to-values', 'values.yaml', '--format', format];
    expect((await runInProcess(['plan', ...step], { cwd })).out).toContain(IN_REPOSITORY);
  });
});

describe('a baseline', () => {
  it.each([
    ['link/values.yaml', 'deploy/values.yaml'],
    ['deploy/values.yaml', 'link/values.yaml'],
  ])('that was written for %s is known for %s', async (written, asked) => {
    const cwd = project();
    symlinkSync(join(cwd, 'deploy'), join(cwd, 'link'));
    const lint = (...args: string[]) => runInProcess(['lint', '--baseline', 'b.json', ...args], { cwd });
    expect((await lint(written, '--fail-on', 'warning')).code).not.toBe(0);
    await lint(written, '--write-baseline');
    expect((await lint(asked, '--fail-on', 'warning')).code).toBe(0);
  });

  it('may call a file by a folder that is a link', async () => {
    const cwd = project();
    symlinkSync(join(cwd, 'deploy'), join(cwd, 'link'));
    const lint = (...args: string[]) => runInProcess(['lint', '--baseline', 'b.json', ...args], { cwd });
    await lint('deploy/values.yaml', '--write-baseline');
    const text = readFileSync(join(cwd, 'b.json'), 'utf8');
    writeFileSync(join(cwd, 'b.json'), text.replaceAll('deploy/values.yaml', 'link/values.yaml'));
    expect((await lint('deploy/values.yaml', '--fail-on', 'warning')).code).toBe(0);
  });
});

it('what people read keeps the paths that they gave', async () => {
  const cwd = join(project({ isCheckout: true }), 'deploy');
  for (const format of ['text', 'json'])
    expect(
      (await runInProcess(['lint', '--info', '--format', format, './values.yaml'], { cwd })).out,
    ).toContain('./values.yaml');
});

it('SARIF counts relative paths from the root of the sources', async () => {
  const cwd = join(project({ isCheckout: true }), 'deploy');
  const { out } = await runInProcess(['lint', '--format', 'sarif', 'values.yaml'], { cwd });
  expect(out).toMatch(/"uri": "deploy\/values\.yaml",\s+"uriBaseId": "%SRCROOT%"/);
});

describe('a baseline', () => {
  const SPELT = (root: string): readonly (readonly [file: string, cwd: string])[] => [
    ['deploy/values.yaml', root],
    ['./deploy/values.yaml', root],
    [join(root, 'deploy/values.yaml'), root],
    ['values.yaml', join(root, 'deploy')],
    ['../values.yaml', join(root, 'deploy/ci')],
  ];

  async function isAccepted(file: string, cwd: string, baseline: string): Promise<boolean> {
    const { code, out } = await runInProcess(['lint', '--fail-on', 'warning', '--baseline', baseline, file], {
      cwd,
    });
    expect(out === '').toBe(code === 0);
    return code === 0;
  }

  it('accepts a file however it is spelt, and no other one', async () => {
    const root = project();
    const baseline = join(root, 'known.json');
    for (const [writtenAs, from] of SPELT(root)) {
      await runInProcess(['lint', '--write-baseline', '--baseline', baseline, writtenAs], { cwd: from });
      for (const [file, cwd] of SPELT(root))
        expect(await isAccepted(file, cwd, baseline), `${file} in ${cwd}`).toBe(true);
    }
    writeFileSync(join(root, 'deploy/ci/values.yaml'), WRONG);
    writeFileSync(join(root, 'values.yaml'), WRONG);
    expect(await isAccepted('values.yaml', join(root, 'deploy/ci'), baseline)).toBe(false);
    expect(await isAccepted('values.yaml', root, baseline)).toBe(false);
  });

  it('of an older phasegate still accepts what it named', async () => {
    const root = project();
    const baseline = join(root, 'known.json');
    for (const [file, cwd] of SPELT(root)) {
      const finding = { ruleId: 'misplaced-key', file, path: 'persistence', count: 1 };
      writeFileSync(baseline, JSON.stringify({ version: 1, findings: [finding] }));
      expect(await isAccepted(file, cwd, baseline), `${file} in ${cwd}`).toBe(true);
    }
    const finding = { ruleId: 'misplaced-key', file: 'deploy/values.yaml', path: 'persistence', count: 1 };
    writeFileSync(baseline, JSON.stringify({ version: 1, findings: [finding] }));
    expect(await isAccepted('values.yaml', join(root, 'deploy'), baseline)).toBe(true);
  });
});

it('the summary counts the files that were linted, and those with findings', async () => {
  const cwd = join(project(), 'deploy');
  writeFileSync(join(cwd, 'other.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
  writeFileSync(join(cwd, 'broken.yaml'), 'a: [\n');
  const { out } = await runInProcess(
    ['lint', '--format', 'json', 'values.yaml', 'fine.yaml', 'other.yaml', 'broken.yaml'],
    { cwd },
  );
  const { summary } = JSON.parse(out) as { summary: { files: number; filesWithFindings: number } };
  expect(summary.files).toBe(3);
  expect(summary.filesWithFindings).toBe(2);
});
