import { describe, expect, it } from 'vitest';
import { discover, found, foundOne, hint, keyOf, leaf } from './find.ts';

const FILE = '/apps/release.yaml';

const release = `# the release
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: pyroscope
  namespace: monitoring
spec:
  chart:
    spec:
      chart: charts/pyroscope
      version: "~2.0"
  values:
    pyroscope:
      replicaCount: 3
      extraArgs: {log.level: 'debug'}
`;

const referring = (kind: string, name: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles}
spec:
  chartRef: {kind: ${kind}, name: ${name}}
  values: {a: 1}
`;

const repository = (
  ref: string,
  url = 'oci://registry.example/charts/pyroscope',
) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: source
spec:
  url: ${url}
  ref: {${ref}}
`;

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n';

describe('a Flux HelmRelease', () => {
  it('has its values in spec.values', () => {
    const one = foundOne(FILE, { [FILE]: release });
    expect(one).toMatchObject({
      name: 'apps/release.yaml (HelmRelease monitoring/pyroscope)',
      file: 'apps/release.yaml',
      prefix: ['spec', 'values'],
    });
    expect(leaf(one, release, 'pyroscope', 'replicaCount')).toBe('14:21 3');
    expect(leaf(one, release, 'pyroscope', 'extraArgs', 'log.level')).toBe("15:30 'debug'");
    expect(keyOf(one, release, 'pyroscope', 'extraArgs', 'log.level')).toBe('log.level');
    expect(hint(one)).toBe('~2.0 from HelmRelease at apps/release.yaml:11:16');
  });

  it('is found among other documents, with Windows line ends and a byte order mark', () => {
    const text = `\ufeff---\n${deployment}---\n${release}--- # more\n${release.replace('name: pyroscope', 'name: second')}---\n`;
    const crlf = text.replaceAll('\n', '\r\n');
    const [first, second, ...others] = found(FILE, { [FILE]: crlf });
    if (!first || !second) throw new Error('two releases are missing');
    expect(others).toEqual([]);
    expect(second.name).toBe('apps/release.yaml (HelmRelease monitoring/second)');
    expect(leaf(first, crlf, 'pyroscope', 'replicaCount')).toBe('19:21 3');
    expect(leaf(second, crlf, 'pyroscope', 'extraArgs', 'log.level')).toBe("36:30 'debug'");
  });

  it('goes on behind a key that looks like a separator', () => {
    const text = release.replace('spec:', '---more: 1\nspec:');
    expect(foundOne(FILE, { [FILE]: text }).prefix).toEqual(['spec', 'values']);
  });

  it('tells of keys that stand twice in its values only', () => {
    const text = release
      .replace('  values:', '  timeout: 1m\n  timeout: 2m\n  values:')
      .concat('    a: 1\n    a: 2\n');
    expect(foundOne(FILE, { [FILE]: text }).duplicates).toMatchObject([{ name: 'a', second: { line: 19 } }]);
  });

  it('keeps a version without quotes as it is written', () => {
    const text = release.replace('"~2.0"', '2.10');
    expect(foundOne(FILE, { [FILE]: text }).chart?.version).toBe('2.10');
  });

  it.each([
    ['another chart', release.replace('charts/pyroscope', 'loki'), 'a HelmRelease'],
    ['a chart of a longer name', release.replace('charts/pyroscope', 'my-pyroscope'), 'a HelmRelease'],
    [
      'no values',
      release.slice(0, release.indexOf('  values')),
      'a HelmRelease of pyroscope that sets no values',
    ],
    [
      'values of null',
      `${release.slice(0, release.indexOf('  values'))}  values:\n`,
      'a HelmRelease of pyroscope that sets no values',
    ],
  ])('with %s is none for the linter', (_, text, what) => {
    expect(discover(FILE, { [FILE]: text })).toMatchObject({ kind: 'other', what });
  });

  it('with a list for values is broken at that list', () => {
    const text = `${release.slice(0, release.indexOf('  values'))}  values:\n    - a\n`;
    const error = { kind: 'not-a-map', file: 'apps/release.yaml', line: 13, column: 5 };
    expect(discover(FILE, { [FILE]: text })).toMatchObject({ kind: 'broken', error });
  });
});

describe('the chartRef of a HelmRelease', () => {
  const source = referring('OCIRepository', 'source');

  it.each([
    ['tag: 2.0.3', '2.0.3', 7, 14],
    ['semver: ">=2, <3"', '>=2, <3', 7, 17],
    ['tag: 1.0.0, semver: 2.x', '2.x', 7, 29],
  ])('gets the version of its OCIRepository: {%s}', (ref, version, line, column) => {
    const one = foundOne(FILE, { [FILE]: `${repository(ref)}---\n${source}` });
    expect(hint(one)).toBe(`${version} from OCIRepository at apps/release.yaml:${line}:${column}`);
  });

  it('prefers the source in its own file', () => {
    const files = {
      '/apps/a.yaml': repository('tag: 1.0.0'),
      [FILE]: `${repository('tag: 2.0.3')}---\n${source}`,
    };
    expect(foundOne(FILE, files).chart?.version).toBe('2.0.3');
  });

  it('finds an OCIRepository or a HelmChart in a file beside it', () => {
    const oci = { [FILE]: source, '/apps/oci.yml': repository('tag: 2.0.3') };
    expect(hint(foundOne(FILE, oci))).toBe('2.0.3 from OCIRepository at apps/oci.yml:7:14');
    const chart =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: source}\nspec:\n  chart: pyroscope\n  version: 2.0.2\n';
    const helmChart = { [FILE]: referring('HelmChart', 'source'), '/apps/chart.yaml': chart };
    expect(hint(foundOne(FILE, helmChart))).toBe('2.0.2 from HelmChart at apps/chart.yaml:6:12');
  });

  it('is believed by its name where the source is out of sight', () => {
    const one = foundOne(FILE, { [FILE]: referring('OCIRepository', 'pyroscope') });
    expect(one.chart).toBeUndefined();
    expect(discover(FILE, { [FILE]: source })).toEqual({ kind: 'other', what: 'a HelmRelease' });
  });

  it('is not believed where its source is another chart', () => {
    const other = repository('tag: 1.0.0', 'oci://registry.example/loki').replace(
      'name: source',
      'name: pyroscope',
    );
    const text = `${referring('OCIRepository', 'pyroscope')}---\n${other}`;
    expect(discover(FILE, { [FILE]: text })).toEqual({
      kind: 'other',
      what: 'a HelmRelease and 1 other object',
    });
  });
});

describe('other Kubernetes objects', () => {
  it.each([
    [deployment, 'a Deployment'],
    ['{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress"}', 'an Ingress'],
    [`${deployment}---\n${deployment}---\n${deployment}`, 'a Deployment and 2 other objects'],
    [
      'apiVersion: app.k8s.io/v1beta1\nkind: Application\nspec: {source: {chart: pyroscope, helm: {values: "a: 1"}}}\n',
      'an Application',
    ],
  ])('%j', (text, what) => {
    expect(discover(FILE, { [FILE]: text })).toMatchObject({ kind: 'other', what });
  });

  it('a template of them is broken where it breaks YAML', () => {
    const text = `${release}    name: {{ .Values.name }}\n    b: 1\n`;
    expect(discover(FILE, { [FILE]: text })).toMatchObject({ kind: 'broken', error: { line: 16 } });
  });

  it('a later document that is broken makes the file broken', () => {
    const text = `${release}---\na: [\n`;
    expect(discover(FILE, { [FILE]: text })).toMatchObject({ kind: 'broken', error: { line: 18 } });
  });

  it('aliases that contain themselves make the file broken', () => {
    const text = `${release}  x: &x\n    y: *x\n`;
    expect(discover(FILE, { [FILE]: text })).toMatchObject({
      kind: 'broken',
      error: { kind: 'self-reference', line: 17, column: 8 },
    });
  });
});
