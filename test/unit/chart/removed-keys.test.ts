import { describe, expect, it } from 'vitest';
import { isBefore } from '../../../src/chart/versions.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';

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

describe('CHART.laterKeys', () => {
  it.each([
    ['2.2.1', []],
    ['2.0.1', ['extraObjects']],
    ['1.20.3', ['pyroscope.rbac', 'httpRoute', 'extraObjects']],
  ])('are those that chart %s does not know yet', (chart, paths) => {
    const upToExamples = CHART.laterKeys(chart).filter(({ since }) => !isBefore(EXAMPLE_CHART, since));
    expect(joined(upToExamples).toSorted()).toEqual(paths.toSorted());
  });

  it('are none for the newest', () => {
    expect(CHART.laterKeys(CHART.newest)).toEqual([]);
  });

  it('say since when, and stand for what is in them', () => {
    expect(CHART.laterKeys('1.20.3')).toContainEqual({ path: ['httpRoute'], since: '1.21.0' });
    const oldest = joined(CHART.laterKeys('1.14.0'));
    expect(oldest).toContain('architecture');
    expect(oldest.filter((path) => path.startsWith('architecture.'))).toEqual([]);
  });
});
