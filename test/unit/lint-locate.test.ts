import { describe, expect, it } from 'vitest';
import { showPath } from '../../src/lint/finding.ts';
import { Locator } from '../../src/lint/locate.ts';
import { ok } from '../../src/result.ts';
import { coalesceWithDefaults } from '../../src/values/merge.ts';
import { resolveWrittenValues } from '../../src/values/resolve.ts';
import { fromJson, lookup, type MapNode } from '../../src/values/tree.ts';

function release(set: string): MapNode {
  const text = 'pyroscope:\n  config: |\n    storage:\n      backend: s3\n  replicaCount: 1\n';
  const resolved = resolveWrittenValues({
    files: [{ name: 'values.yaml', text }],
    setFlags: [{ flag: '--set-json', text: set }],
    readFile: () => ok(''),
  });
  if (!resolved.ok) throw new Error(resolved.error.message);
  return resolved.value.values;
}

describe('places of reports', () => {
  const user = release('{"a":{"b":1,"c":{"d":2}}}');
  const located = (...path: string[]) => {
    const node = lookup(user, path);
    if (!node) throw new Error(`nothing at ${path.join('.')}`);
    return new Locator(user).locate({ at: node });
  };

  it.each([['a.b'], ['a.c.d'], ['pyroscope.replicaCount']])(
    '%s: values of one flag have paths of their own',
    (path) => {
      expect(showPath(located(...path.split('.')).path)).toBe(path);
    },
  );

  it('a value of a flag is shown at the flag', () => {
    expect(located('a', 'b').location).toMatchObject({ kind: 'flag' });
  });

  it.each([
    ['a flag', '{"a":{}}', 'a', { kind: 'flag' }],
    ['a file', '{}', 'pyroscope', { kind: 'file', file: 'values.yaml' }],
  ])('a map of %s that was merged with defaults keeps its path and place', (_, set, key, location) => {
    const written = release(set);
    const standard = { kind: 'default', chartVersion: '2.2.1' } as const;
    const defaults = fromJson({ a: { b: 3 }, pyroscope: { persistence: {} } }, standard);
    const merged = lookup(coalesceWithDefaults(written, defaults, 4), [key]);
    if (!merged) throw new Error(`nothing at ${key}`);
    expect(merged).not.toBe(lookup(written, [key]));
    const found = new Locator(written).locate({ at: merged });
    expect(showPath(found.path)).toBe(key);
    expect(found.location).toMatchObject(location);
  });

  it('something missing is shown at the nearest key that somebody wrote', () => {
    const { location } = new Locator(user).locate({ at: ['pyroscope', 'persistence', 'enabled'] });
    expect(location).toEqual({ kind: 'file', file: 'values.yaml', start: 0, end: 'pyroscope'.length });
  });
});
