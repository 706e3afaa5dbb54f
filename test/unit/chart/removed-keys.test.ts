import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';

const joined = (keys: readonly { readonly path: readonly string[] }[]): readonly string[] =>
  keys.map(({ path }) => path.join('.'));

describe('CHART.removedKeys', () => {
  it('has none before chart 2.0.0', () => {
    for (const chart of CHART.versions.slice(0, CHART.versions.indexOf('2.0.0')))
      expect(CHART.removedKeys(chart)).toEqual([]);
  });

  it('names what went with 2.0.0, at every place', () => {
    const paths = joined(CHART.removedKeys('2.2.1'));
    expect(paths).toContain('architecture.storage.migration.queryBackend');
    expect(paths).toContain('pyroscope.persistence.shared');
    expect(paths).toContain('pyroscope.components.ingester.persistence.shared');
    expect(paths).toContain('architecture.microservices.v2.metastore.persistence.shared');
    for (const { removedIn, note } of CHART.removedKeys('2.2.1')) {
      expect(removedIn).toBe('2.0.0');
      expect(note).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('names replacements that exist', () => {
    for (const { useInstead } of CHART.removedKeys('2.2.1')) {
      const path = useInstead?.split('.') ?? [];
      const isFree = useInstead?.startsWith('pyroscope.structuredConfig.');
      expect(CHART.keyAt(isFree ? path.slice(0, 2) : path, '2.2.1')).toBeDefined();
    }
  });
});

describe('keys that came later', () => {
  it.each([
    ['pyroscope.rbac', '1.20.3', '1.21.0'],
    ['httpRoute', '1.20.3', '1.21.0'],
    ['extraObjects', '2.0.1', '2.0.2'],
    ['architecture', '1.14.0', '1.15.1'],
  ])('%s is not there in chart %s, but in %s', (key, before, since) => {
    expect(CHART.keyAt(key.split('.'), before)).toBeUndefined();
    expect(CHART.keyAt(key.split('.'), since)).toBeDefined();
  });
});
