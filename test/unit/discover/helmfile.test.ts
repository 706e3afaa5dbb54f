import { describe, expect, it } from 'vitest';
import { toJson } from '../../../src/values/tree.ts';
import { discover, type Files, found, foundOne, hint, leaf } from './find.ts';

const FILE = '/deploy/values/profiles.yaml';

const helmfile = (path: string) => `environments:
  prod: {}
---
releases:
  - {name: logs, chart: grafana/loki, version: 6.0.0, values: [${path}]}
  - name: profiles
    namespace: monitoring
    chart: grafana/pyroscope
    version: 1.16.0
    values:
      - other.yaml
      - ${path}
`;

const named = (files: Files) => hint(foundOne(FILE, { [FILE]: 'a: 1\n', ...files }));

describe('a values file that a helmfile names', () => {
  it.each([
    ['/deploy/values/helmfile.yaml', 'profiles.yaml', 'deploy/values/helmfile.yaml'],
    ['/deploy/helmfile.yaml', './values/profiles.yaml', 'deploy/helmfile.yaml'],
    ['/deploy/helmfile.yaml.gotmpl', 'values/profiles.yaml', 'deploy/helmfile.yaml.gotmpl'],
    ['/deploy/helmfile.d/10-all.yaml', '../values/profiles.yaml', 'deploy/helmfile.d/10-all.yaml'],
    ['/deploy/values/helmfile.d/a.yaml.gotmpl', '../profiles.yaml', 'deploy/values/helmfile.d/a.yaml.gotmpl'],
  ])('%s', (path, value, shown) => {
    expect(named({ [path]: helmfile(value) })).toBe(`1.16.0 from ${shown}:9:14`);
  });

  it('may stand in a folder of helmfile.d', () => {
    const path = '/deploy/helmfile.d/values/p.yaml';
    const files = { [path]: 'a: 1\n', '/deploy/helmfile.d/all.yaml': helmfile('values/p.yaml') };
    expect(hint(foundOne(path, files))).toBe('1.16.0 from deploy/helmfile.d/all.yaml:9:14');
  });

  it('is not any other file, nor one two folders down', () => {
    expect(named({ '/deploy/helmfile.yaml': helmfile('values/more.yaml') })).toBeUndefined();
    expect(named({ '/helmfile.yaml': helmfile('deploy/values/profiles.yaml') })).toBeUndefined();
  });

  it('is the whole file, whatever Chart.yaml stands there', () => {
    const files = {
      '/deploy/helmfile.yaml': helmfile('values/profiles.yaml'),
      '/deploy/Chart.yaml': 'name: shop\n',
    };
    expect(named(files)).toBe('1.16.0 from deploy/helmfile.yaml:9:14');
  });

  it('is not one of a chart in a folder', () => {
    const text = helmfile('values/profiles.yaml').replace('grafana/pyroscope', './pyroscope');
    expect(named({ '/deploy/helmfile.yaml': text })).toBeUndefined();
  });
});

describe('a helmfile itself', () => {
  const inline = `${helmfile('a.yaml')}      - pyroscope:
          replicaCount: 3
`;

  it('may have values within', () => {
    const one = foundOne('/deploy/helmfile.yaml', { '/deploy/helmfile.yaml': inline });
    expect(one).toMatchObject({
      name: 'deploy/helmfile.yaml (release monitoring/profiles)',
      prefix: ['releases', '1', 'values', '2'],
    });
    expect(leaf(one, inline, 'pyroscope', 'replicaCount')).toBe('14:25 3');
    expect(hint(one)).toBe('1.16.0 from deploy/helmfile.yaml:9:14');
  });

  it('may have several maps, of which the later wins', () => {
    const text = `${inline}      - pyroscope: {replicaCount: 5}\n        b: 1\n`;
    const one = foundOne('/deploy/helmfile.d/x.yaml', { '/deploy/helmfile.d/x.yaml': text });
    expect(toJson(one.values)).toEqual({ pyroscope: { replicaCount: 5 }, b: 1 });
    expect(one.prefix).toEqual(['releases', '1', 'values', '3']);
  });

  it('has one find for each release', () => {
    const text = `${inline}  - {name: b, chart: x/pyroscope, values: [{c: 1}]}\n`;
    expect(found('/helmfile.yaml', { '/helmfile.yaml': text }).map(({ name }) => name)).toEqual([
      'helmfile.yaml (release monitoring/profiles)',
      'helmfile.yaml (release b)',
    ]);
  });

  it.each([
    [helmfile('a.yaml'), 'release monitoring/profiles, whose values cannot be read: other.yaml, a.yaml'],
    ['releases: []\n', 'a helmfile without pyroscope'],
    ['', 'a helmfile without pyroscope'],
  ])('%j has none', (text, what) => {
    expect(discover('/helmfile.yaml', { '/helmfile.yaml': text })).toMatchObject({ kind: 'other', what });
  });

  it('cannot be read where a template breaks it', () => {
    const text = 'releases:\n{{ range .Values.all }}\n  - a\n';
    const what = 'a helmfile with Go templates, which cannot be read';
    expect(discover('/helmfile.yaml.gotmpl', { '/helmfile.yaml.gotmpl': text })).toMatchObject({ what });
  });
});
