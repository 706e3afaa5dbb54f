import { describe, expect, it } from 'vitest';
import { toJson } from '../../../src/values/tree.ts';
import { discover, discoverIn, folderOf, foundOne, hint, keyOf, leaf } from './find.ts';

const FILE = '/apps/values.yaml';

describe('a plain values file', () => {
  it('is read as a whole', () => {
    const text = 'pyroscope:\n  replicaCount: 3\n';
    const found = foundOne(FILE, { [FILE]: text });
    expect(found).toMatchObject({ name: 'apps/values.yaml', file: 'apps/values.yaml', prefix: [] });
    expect(leaf(found, text, 'pyroscope', 'replicaCount')).toBe('2:17 3');
    expect(keyOf(found, text, 'pyroscope', 'replicaCount')).toBe('replicaCount');
    expect(found).not.toHaveProperty('chart');
    expect(found).not.toHaveProperty('pack');
  });

  it('is an empty map where it is empty', () => {
    const { values } = foundOne(FILE, { [FILE]: '# nothing yet\n' });
    expect(values.entries.size).toBe(0);
  });

  it('keeps its places behind a byte order mark and with Windows line ends', () => {
    const text = '\ufeffa: 1\r\nb:\r\n  c: "x"\r\n';
    const found = foundOne(FILE, { [FILE]: text });
    expect(leaf(found, text, 'a')).toBe('1:4 1');
    expect(leaf(found, text, 'b', 'c')).toBe('3:6 "x"');
  });

  it('of several documents is read as the Helm in use reads it', () => {
    const files = { [FILE]: 'a: 1\nb: 1\n---\nb: 2\n' };
    expect(toJson(foundOne(FILE, files, 4).values)).toEqual({ a: 1, b: 2 });
    expect(toJson(foundOne(FILE, files, 3).values)).toEqual({ a: 1, b: 1 });
  });

  it('may have a key named kind', () => {
    const text = 'kind: Deployment\nreplicas: 2\n---\nreplicas: 3\n';
    expect(toJson(foundOne(FILE, { [FILE]: text }).values)).toEqual({ kind: 'Deployment', replicas: 3 });
  });

  it('tells of keys that stand twice', () => {
    const { duplicates } = foundOne(FILE, { [FILE]: 'a: 1\nb:\n  a: 1\n  a: 2\n' });
    expect(duplicates).toMatchObject([{ name: 'a', first: { line: 3 }, second: { line: 4 } }]);
  });

  it.each([
    ['- a\n- b\n', 'not-a-map', 1, 1],
    ['a:\n  b: 1\n c: 2\n', 'syntax', 3, 1],
    ['a: 1\n\tb: 2\n', 'syntax', 2, 1],
    ['a: *b\n', 'unknown-anchor', 1, 4],
    ['a: &a\n  b: *a\n', 'self-reference', 2, 6],
  ])('%j is broken', (text, kind, line, column) => {
    const file = 'apps/values.yaml';
    expect(discover(FILE, { [FILE]: text })).toMatchObject({
      kind: 'broken',
      error: { kind, file, line, column },
    });
  });
});

describe('the files around a plain values file', () => {
  it('are read once for all files of a folder', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`/apps/values-${at}.yaml`, `replicaCount: ${at}\n`]),
    );
    const around = folderOf(files);
    for (const path of Object.keys(files)) discoverIn(path, files, around);
    expect(around.reads).toEqual([...new Set(around.reads)]);
    expect(around.reads).toContain('/apps/values-7.yaml');
  });

  it('may all be broken', () => {
    const broken = 'kind: {{ pyroscope }}\nname: [pyroscope\nreleases:\nhelmCharts:\n';
    const names = ['Chart.yaml', 'requirements.yaml', 'helmfile.yaml', 'kustomization.yaml', 'release.yaml'];
    const around = Object.fromEntries(names.map((name) => [`/apps/${name}`, broken]));
    const found = foundOne(FILE, { ...around, [FILE]: 'a: 1\n' });
    expect(hint(found)).toBeUndefined();
    expect(toJson(found.values)).toEqual({ a: 1 });
  });
});
