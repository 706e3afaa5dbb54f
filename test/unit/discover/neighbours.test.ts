import { describe, expect, it } from 'vitest';
import { type Files, foundOne, hint } from './find.ts';

const FILE = '/apps/values.yaml';

const release = (version: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: pyroscope}
spec:
  chart: {spec: {chart: pyroscope, version: ${version}}}
`;

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  sources:
    - chart: pyroscope
      targetRevision: 1.18.0
      helm: {valueFiles: [$values/values.yaml]}
    - {ref: values}
`;

const beside = (files: Files) => hint(foundOne(FILE, { [FILE]: 'a: 1\n', ...files }));

describe('a release beside a values file', () => {
  it('says the version', () => {
    expect(beside({ '/apps/release.yaml': release('2.0.1') })).toBe(
      '2.0.1 from HelmRelease at apps/release.yaml:5:45',
    );
    expect(beside({ '/apps/app.yml': application })).toBe('1.18.0 from Application at apps/app.yml:6:23');
  });

  it('may refer to a source beside it', () => {
    const repository =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: profiles}\nspec:\n  url: oci://registry.example/pyroscope\n  ref: {tag: 2.0.2}\n';
    const referring =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n# pyroscope\nspec: {chartRef: {kind: OCIRepository, name: profiles}}\n';
    expect(beside({ '/apps/a.yaml': referring, '/apps/b.yaml': repository })).toBe(
      '2.0.2 from OCIRepository at apps/b.yaml:6:14',
    );
  });

  it.each<[string, Files]>([
    ['two of them', { '/apps/a.yaml': release('2.0.1'), '/apps/b.yaml': release('2.0.1') }],
    ['two in one file', { '/apps/a.yaml': `${release('2.0.1')}---\n${release('2.0.2')}` }],
    ['one without a version', { '/apps/a.yaml': release('') }],
    ['one of another chart', { '/apps/a.yaml': release('2.0.1').replace('chart: pyroscope', 'chart: loki') }],
    ['one in a folder above', { '/a.yaml': release('2.0.1') }],
    ['one in another sort of file', { '/apps/a.txt': release('2.0.1') }],
    ['one in a broken file', { '/apps/a.yaml': `${release('2.0.1')}---\na: [\n` }],
    ['one in a file of more than a MiB', { '/apps/a.yaml': release('2.0.1') + '#'.repeat(1_048_576) }],
  ])('says none: %s', (_, files) => {
    expect(beside(files)).toBeUndefined();
  });

  it('says it also to a file whose modeline names the pack alone', () => {
    const files = { [FILE]: '# phasegate: pack=pyroscope\n', '/apps/a.yaml': release('2.0.1') };
    expect(hint(foundOne(FILE, files))).toMatch(/^2\.0\.1/);
  });

  it('a broken neighbour does not hide another', () => {
    const files = { '/apps/a.yaml': 'kind: {{ pyroscope\n', '/apps/b.yaml': release('2.0.1') };
    expect(beside(files)).toMatch(/^2\.0\.1/);
  });

  it.each<[string, Files]>([
    ['a Chart.yaml', { '/apps/Chart.yaml': 'name: pyroscope\nversion: 1.0.0\n' }],
    [
      'a helmfile',
      { '/apps/helmfile.yaml': 'releases: [{chart: x/pyroscope, version: 1.0.0, values: [values.yaml]}]\n' },
    ],
  ])('comes behind %s', (_, files) => {
    expect(beside({ ...files, '/apps/release.yaml': release('2.0.1') })).toMatch(/^1\.0\.0/);
  });
});
