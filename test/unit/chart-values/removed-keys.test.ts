import { describe, expect, it } from 'vitest';
import { keyAt } from '../../../src/packs/pyroscope/chart-values/known-keys.ts';
import { laterKeys, removedKeys } from '../../../src/packs/pyroscope/chart-values/removed-keys.ts';
import { CHART_VERSIONS } from '../../../src/packs/pyroscope/chart-values/versions.ts';

const joined = (keys: readonly { readonly path: readonly string[] }[]): readonly string[] =>
  keys.map(({ path }) => path.join('.'));

describe('removedKeys', () => {
  it('has none before chart 2.0.0', () => {
    for (const chart of CHART_VERSIONS.slice(0, CHART_VERSIONS.indexOf('2.0.0')))
      expect(removedKeys(chart)).toEqual([]);
  });

  it('names what went with 2.0.0, at every place', () => {
    const paths = joined(removedKeys('2.2.1'));
    expect(paths).toContain('architecture.storage.migration.queryBackend');
    expect(paths).toContain('pyroscope.persistence.shared');
    expect(paths).toContain('pyroscope.components.ingester.persistence.shared');
    expect(paths).toContain('architecture.microservices.v2.metastore.persistence.shared');
    for (const { removedIn, note } of removedKeys('2.2.1')) {
      expect(removedIn).toBe('2.0.0');
      expect(note).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('names replacements that exist', () => {
    for (const { useInstead } of removedKeys('2.2.1')) {
      const path = useInstead?.split('.') ?? [];
      const isFree = useInstead?.startsWith('pyroscope.structuredConfig.');
      expect(keyAt(isFree ? path.slice(0, 2) : path, '2.2.1')).toBeDefined();
    }
  });
});

describe('laterKeys', () => {
  it.each([
    ['2.2.1', []],
    ['2.0.1', ['extraObjects']],
    ['1.20.3', ['pyroscope.rbac', 'httpRoute', 'extraObjects']],
  ])('are those that chart %s does not know yet', (chart, paths) => {
    expect(joined(laterKeys(chart)).toSorted()).toEqual(paths.toSorted());
  });

  it('say since when, and stand for what is in them', () => {
    expect(laterKeys('1.20.3')).toContainEqual({ path: ['httpRoute'], since: '1.21.0' });
    const oldest = joined(laterKeys('1.14.0'));
    expect(oldest).toContain('architecture');
    expect(oldest.filter((path) => path.startsWith('architecture.'))).toEqual([]);
  });
});
