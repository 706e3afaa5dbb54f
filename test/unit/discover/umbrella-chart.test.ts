import { describe, expect, it } from 'vitest';
import { toJson } from '../../../src/values/tree.ts';
import { discover, type Files, found, foundOne, hint, leaf } from './find.ts';

const FILE = '/shop/values.yaml';

const chart = `apiVersion: v2
name: shop
version: 0.1.0
dependencies:
  - {name: loki, version: 6.0.0}
  - name: pyroscope
    version: ~1.13
`;
const ALIASED = chart.concat('    alias: profiles\n');

const values = `global:
  zone: a
loki: {x: 1}
pyroscope:
  global: {zone: b, own: 1}
  pyroscope:
    replicaCount: 3
profiles:
  persistence: {enabled: true}
`;

const around = (files: Files): Files => ({ '/shop/Chart.yaml': chart, [FILE]: values, ...files });

describe('the values of an umbrella chart', () => {
  it('are those below the name of the dependency, with the global ones', () => {
    const one = foundOne(FILE, around({}));
    expect(one).toMatchObject({ name: 'shop/values.yaml', prefix: ['pyroscope'] });
    expect(toJson(one.values)).toEqual({ global: { zone: 'a', own: 1 }, pyroscope: { replicaCount: 3 } });
    expect(leaf(one, values, 'pyroscope', 'replicaCount')).toBe('7:19 3');
    expect(leaf(one, values, 'global', 'zone')).toBe('2:9 a');
    expect(hint(one)).toBe('~1.13 from shop/Chart.yaml:7:14');
  });

  it('of a chart in between have its globals, under those of the outer chart', () => {
    const outer = chart.replace('name: pyroscope', 'name: stack');
    const files = {
      '/shop/Chart.yaml': outer,
      '/shop/charts/stack/Chart.yaml': chart.replace('name: shop', 'name: stack'),
      '/shop/charts/stack/values.yaml':
        'global: {zone: b, own: b}\npyroscope: {global: {zone: c, last: c}}\n',
      [FILE]: 'global: {zone: a}\nstack: {pyroscope: {replicaCount: 3}}\n',
    };
    const one = foundOne(FILE, files);
    expect(toJson(one.values)).toEqual({ global: { zone: 'a', own: 'b', last: 'c' }, replicaCount: 3 });
    expect(one.prefix).toEqual(['stack', 'pyroscope']);
    expect(hint(one)).toBe('~1.13 from shop/charts/stack/Chart.yaml:7:14');
  });

  it('are those below the alias', () => {
    const one = foundOne(FILE, around({ '/shop/Chart.yaml': ALIASED }));
    expect(one.prefix).toEqual(['profiles']);
    expect(leaf(one, values, 'persistence', 'enabled')).toBe('9:26 true');
  });

  it('are found for each dependency on the chart', () => {
    const twice = `${ALIASED}  - {name: pyroscope, version: 2.0.0}\n`;
    const all = found(FILE, around({ '/shop/Chart.yaml': twice }));
    expect(all.map(({ name }) => name)).toEqual([
      'shop/values.yaml (profiles)',
      'shop/values.yaml (pyroscope)',
    ]);
    expect(all.map((one) => one.chart?.version)).toEqual(['~1.13', '2.0.0']);
  });

  it.each([
    ['', 1],
    ['\ufeff# nothing\n', 1],
    ['loki: {x: 1}\n', 1],
  ])('are an empty map at the start of the file where %j says nothing', (text, column) => {
    const { values: none } = foundOne(FILE, around({ [FILE]: text }));
    expect(none.entries.size).toBe(0);
    expect(none.origin).toMatchObject({ file: 'shop/values.yaml', line: 1, column });
  });

  it('have the global ones where there are no others', () => {
    const { values: some } = foundOne(FILE, around({ [FILE]: 'global: {a: 1}\n' }));
    expect(toJson(some)).toEqual({ global: { a: 1 } });
  });

  it.each(['global: 3\npyroscope: {global: {a: 1}}\n', 'global: {b: 1}\npyroscope: {global: 3}\n'])(
    'keep their own global where either is no map: %j',
    (text) => {
      const own = text.includes('{a: 1}') ? { a: 1 } : 3;
      expect(toJson(foundOne(FILE, around({ [FILE]: text })).values)).toEqual({ global: own });
    },
  );

  it.each(['pyroscope:\n', 'pyroscope: []\n', 'pyroscope: x\n'])('are broken in %j', (text) => {
    const error = { kind: 'not-a-map', file: 'shop/values.yaml', line: 1 };
    expect(discover(FILE, around({ [FILE]: text }))).toMatchObject({ kind: 'broken', error });
  });

  it('tell of keys that stand twice among them only', () => {
    const text = 'a: 1\na: 2\npyroscope:\n  b: 1\n  b: 2\n';
    expect(foundOne(FILE, around({ [FILE]: text })).duplicates).toMatchObject([
      { name: 'b', second: { line: 5 } },
    ]);
  });

  it.each(['ci', 'values', 'environments'])('may stand in %s/', (folder) => {
    const path = `/shop/${folder}/prod.yaml`;
    const one = foundOne(path, around({ [path]: values }));
    expect(one.prefix).toEqual(['pyroscope']);
    expect(hint(one)).toBe('~1.13 from shop/Chart.yaml:7:14');
  });

  it('in ci/ are those of a chart that stands there itself', () => {
    const path = '/shop/ci/prod.yaml';
    const own = 'name: pyroscope\nversion: 2.0.3\n';
    const one = foundOne(path, around({ [path]: values, '/shop/ci/Chart.yaml': own }));
    expect(hint(one)).toBe('2.0.3 from shop/ci/Chart.yaml:2:10');
  });

  it('are no others further down, where nothing shows where the repository begins', () => {
    const path = '/shop/more/still/prod.yaml';
    expect(foundOne(path, around({ [path]: values }))).not.toHaveProperty('chart');
    const inRepository = around({ [path]: values, '/shop/.git/HEAD': '' });
    expect(foundOne(path, inRepository).prefix).toEqual(['pyroscope']);
  });

  it('may have their dependencies in requirements.yaml', () => {
    const files = {
      '/shop/Chart.yaml': 'name: shop\nversion: 0.1.0\n',
      '/shop/requirements.yaml': 'dependencies:\n  - name: pyroscope\n    version: 1.0.1\n',
    };
    expect(hint(foundOne(FILE, around(files)))).toBe('1.0.1 from shop/requirements.yaml:3:14');
  });
});

describe('the values beside a Chart.yaml', () => {
  it('of the chart itself are the whole file', () => {
    const one = foundOne(FILE, around({ '/shop/Chart.yaml': 'name: pyroscope\nversion: 2.0.3\n' }));
    expect(one.prefix).toEqual([]);
    expect(hint(one)).toBe('2.0.3 from shop/Chart.yaml:2:10');
  });

  it.each(['name: shop\n', 'name: shop\ndependencies: [{name: pyroscope-agent}]\n'])(
    'of another chart are none for the linter: %j',
    (text) => {
      const what = 'values of a chart that does not itself depend on pyroscope';
      expect(discover(FILE, around({ '/shop/Chart.yaml': text }))).toEqual({ kind: 'other', what });
    },
  );

  it('a Chart.yaml holds none itself', () => {
    const what = 'chart metadata';
    expect(discover('/shop/Chart.yaml', around({}))).toEqual({ kind: 'other', what });
  });
});
