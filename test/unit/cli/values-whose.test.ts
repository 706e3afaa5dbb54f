import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

type Files = Readonly<Record<string, string>>;

const chartFile = (name: string, version: string, dependencies: readonly string[] = []): string =>
  [
    `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    ...(dependencies.length > 0 ? [`dependencies:\n  - ${dependencies.join('\n  - ')}\n`] : []),
  ].join('');

/** An unpacked chart with few values, so that all of them can be compared. */
const small = (folder: string, version: string, own: string): Files => ({
  [`${folder}/Chart.yaml`]: chartFile('pyroscope', version),
  [`${folder}/values.yaml`]: own,
});

async function valuesOf(argv: readonly string[], files: Files) {
  const { code, out, said } = await run(['values', '--format', 'json', ...argv], { files });
  expect(said, said).not.toContain('error');
  return { code, values: out === '' ? undefined : JSON.parse(out), said };
}

const WRAPPED: Files = {
  'Chart.yaml': chartFile('prof', '0.1.0', ['{name: pyroscope, version: 1.21.0}']),
  'values.yaml': 'pyroscope:\n  pyroscope: {replicaCount: 2}\nother: 1\nglobal: {team: a}\n',
  ...small('charts/pyroscope', '1.21.0', 'pyroscope: {replicaCount: 1, port: 4040}\nkept: true\n'),
};

describe('values of a chart that depends on another, with --chart', () => {
  it('are what its templates get', async () => {
    const { values } = await valuesOf(['--chart', '.', '-f', 'user.yaml'], {
      ...WRAPPED,
      'user.yaml': 'pyroscope: {kept: false}\n',
    });
    expect(values).toEqual({
      other: 1,
      global: { team: 'a' },
      pyroscope: { kept: false, global: { team: 'a' }, pyroscope: { replicaCount: 2, port: 4040 } },
    });
  });

  it('are the same for its own values.yaml given by -f, or from another folder', async () => {
    const plain = await valuesOf(['--chart', '.'], WRAPPED);
    expect(plain.values.pyroscope.pyroscope).toEqual({ replicaCount: 2, port: 4040 });
    expect(await valuesOf(['--chart', '.', '-f', 'values.yaml'], WRAPPED)).toEqual(plain);
    const below = Object.fromEntries(Object.entries(WRAPPED).map(([name, text]) => [`deep/${name}`, text]));
    expect((await valuesOf(['--chart', 'deep'], below)).values).toEqual(plain.values);
  });

  it.each([
    ['3', { port: 4040 }],
    ['4', { port: 4040, image: 'x' }],
  ])('drop a default by a null of the parent as Helm %s does', async (helm, expected) => {
    const files = {
      ...WRAPPED,
      'values.yaml': 'pyroscope: {pyroscope: {image: null}}\n',
      ...small('charts/pyroscope', '1.21.0', 'pyroscope: {image: x, port: 4040}\n'),
    };
    const { values } = await valuesOf(['--chart', '.', '--helm', helm], files);
    expect(values.pyroscope.pyroscope).toEqual(expected);
  });

  it('have each alias with the defaults of its own version', async () => {
    const { values } = await valuesOf(['--chart', '.'], {
      'Chart.yaml': chartFile('prof', '0.1.0', [
        '{name: pyroscope, alias: old, version: 1.21.0}',
        '{name: pyroscope, alias: new, version: 2.0.3}',
      ]),
      'values.yaml': 'old: {a: 2}\nnew: {b: 3}\n',
      ...small('charts/pyroscope-1.21.0', '1.21.0', 'a: 1\nfrom: one\n'),
      ...small('charts/pyroscope-2.0.3', '2.0.3', 'b: 1\nfrom: two\n'),
    });
    expect(values).toEqual({
      old: { a: 2, from: 'one', global: {} },
      new: { b: 3, from: 'two', global: {} },
    });
  });

  it('have no defaults of a dependency that is not installed', async () => {
    const files = {
      ...WRAPPED,
      'Chart.yaml': chartFile('prof', '0.1.0', [
        '{name: pyroscope, version: 1.21.0, condition: pyroscope.enabled}',
      ]),
      'values.yaml': 'pyroscope: {enabled: false}\n',
    };
    expect((await valuesOf(['--chart', '.'], files)).values).toEqual({ pyroscope: { enabled: false } });
  });

  it('go to a chart that depends on nothing as they are', async () => {
    const files = { ...small('fork', '2.2.1', 'a: 1\nb: 1\n'), ...WRAPPED };
    const { values } = await valuesOf(['--chart', 'fork', '-f', 'user.yaml'], {
      ...files,
      'user.yaml': 'a: 2\n',
    });
    expect(values).toEqual({ a: 2, b: 1 });
  });
});

describe('values of -f', () => {
  const packed = (version: string, own: string): Files => ({
    'Chart.yaml': chartFile('prof', '0.1.0', [`{name: pyroscope, version: ${version}}`]),
    'values.yaml': own,
  });

  it('have the defaults of the version that the umbrella around them names, and say so', async () => {
    const { values, said } = await valuesOf(
      ['-f', 'values.yaml', '--origins'],
      packed('1.21.0', 'pyroscope: {pyroscope: {replicaCount: 1}}\n'),
    );
    expect(new Set(Object.values(values.origins))).toEqual(
      new Set(['default of chart 1.21.0', 'values.yaml:1:39']),
    );
    expect(said).toBe('phasegate: note: pyroscope: defaults of chart 1.21.0 (from Chart.yaml:5:32)\n');
  });

  it('have those of --chart-version before all others, of a modeline, or else of the newest known', async () => {
    const own = 'pyroscope: {pyroscope: {replicaCount: 1}}\n';
    const flag = await valuesOf(
      ['-f', 'values.yaml', '--origins', '--chart-version', '2.0.3'],
      packed('1.21.0', own),
    );
    expect(Object.values(flag.values.origins)).toContain('default of chart 2.0.3');
    expect(flag.said).toBe('');
    const modeline = await valuesOf(['-f', 'p.yaml', '--origins'], {
      'p.yaml': `# phasegate: chart=1.18.1\npyroscope: {replicaCount: 1}\n`,
    });
    expect(Object.values(modeline.values.origins)).toContain('default of chart 1.18.1');
    expect(modeline.said).toBe('phasegate: note: defaults of chart 1.18.1 (from modeline p.yaml:1)\n');
    const none = await valuesOf(['-f', 'p.yaml'], { 'p.yaml': 'pyroscope: {replicaCount: 1}\n' });
    expect(none.said).toBe('');
  });

  it('have the values.yaml of the chart in charts/ beneath', async () => {
    const { values } = await valuesOf(['-f', 'values.yaml'], WRAPPED);
    expect(values.pyroscope).toMatchObject({ kept: true, pyroscope: { replicaCount: 2, port: 4040 } });
    expect(values.pyroscope.architecture).toBeUndefined();
  });

  it('are printed for each alias', async () => {
    const { values, said } = await valuesOf(['-f', 'values.yaml', '--origins'], {
      'Chart.yaml': chartFile('prof', '0.1.0', [
        '{name: pyroscope, alias: old, version: 1.21.0}',
        '{name: pyroscope, alias: new, version: 2.0.3}',
      ]),
      'values.yaml': 'old: {namespaceOverride: a}\nnew: {namespaceOverride: b}\n',
    });
    expect(Object.keys(values.values)).toEqual(['new', 'old']);
    expect(said).toBe(
      [
        'phasegate: note: old: defaults of chart 1.21.0 (from Chart.yaml:5:44)\n',
        'phasegate: note: new: defaults of chart 2.0.3 (from Chart.yaml:6:44)\n',
      ].join(''),
    );
  });
});

describe('a fork in the repository is beneath the values of', () => {
  const own = (version: string, folder = 'charts/pyroscope'): Files =>
    small(folder, version, 'architecture: {storage: {v1: true, v2: true, tier: silver}}\n');
  const a = 'pyroscope: {replicaCount: 1}\n';
  const b = 'architecture: {storage: {v1: false, tier: gold}}\n';

  it('plan', async () => {
    const argv = (folder: string) => [
      ...['plan', '--from-values', `${folder}/a.yaml`, '--to-values', `${folder}/b.yaml`],
      ...['--format', 'json'],
    ];
    const beside = (folder: string): Files => ({ [`${folder}/a.yaml`]: a, [`${folder}/b.yaml`]: b });
    const forked = await run(argv('charts/pyroscope'), {
      files: { ...own('2.2.1'), ...beside('charts/pyroscope') },
    });
    expect(JSON.parse(forked.out)).toMatchObject({ before: { phase: 'dual' }, after: { phase: 'v2' } });
    expect(forked.said).not.toContain('unknown-key');
    const plain = await run(argv('.'), { files: { ...own('2.2.1'), ...beside('.') } });
    expect(JSON.parse(plain.out)).toMatchObject({ before: { phase: 'v2' }, after: { phase: 'v2' } });
  });

  it('plan, but not where another version of the chart is asked for', async () => {
    const { out } = await run(
      [
        ...['plan', '--from-values', 'charts/pyroscope/a.yaml', '--to-values', 'charts/pyroscope/b.yaml'],
        ...['--from-chart-version', '2.1.0', '--chart-version', '2.2.1', '--format', 'json'],
      ],
      { files: { ...own('2.2.1'), 'charts/pyroscope/a.yaml': a, 'charts/pyroscope/b.yaml': b } },
    );
    expect(JSON.parse(out)).toMatchObject({ before: { phase: 'v2' } });
  });

  it('render', async () => {
    const stdin = readFileSync(resolve(ROOT, 'golden/inputs/2.2.1/single-binary/dual.yaml'), 'utf8');
    const files = { ...own('2.2.1'), 'charts/pyroscope/b.yaml': b, 'b.yaml': b };
    const forked = await run(['render', '-f', 'charts/pyroscope/b.yaml', '--accept-loss'], { stdin, files });
    expect(forked.said).not.toContain('unknown-key');
    const plain = await run(['render', '-f', 'b.yaml', '--accept-loss'], { stdin, files });
    expect(plain.said).toContain('b.yaml:1:37');
    expect(plain.said).toContain('unknown-key');
  });

  it('lint, before the change as well', async () => {
    const before = '--from-values charts/pyroscope/a.yaml --chart-version 2.2.1 --format json';
    const { out } = await run(['lint', '-f', 'b.yaml', ...before.split(' ')], {
      files: {
        ...small('charts/pyroscope', '2.2.1', 'architecture: {storage: {v1: true, v2: false}}\n'),
        'charts/pyroscope/a.yaml': a,
        'b.yaml': 'architecture: {storage: {v1: false, v2: true}}\n',
      },
    });
    expect(out).toContain('pyroscope/v1-to-v2-without-dual');
  });
});
