import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../../src/chart/versions.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { defaultsOf } from '../../../src/release/chart-values.ts';
import { lookup, toJson, type ValueNode } from '../../../src/values/tree.ts';

const valueAt = (chart: string, path: string): unknown => {
  const node = lookup(defaultsOf(PYROSCOPE_CHART, chart), path.split('.'));
  return node && toJson(node);
};

const nodesOf = (node: ValueNode): readonly ValueNode[] => [
  node,
  ...(node.kind === 'map' ? [...node.entries.values()].flatMap(nodesOf) : []),
  ...(node.kind === 'list' ? node.items.flatMap(nodesOf) : []),
];

describe('the defaults of the chart', () => {
  it('knows chart versions in order', () => {
    expect(CHART.versions.toSorted(compareVersions)).toEqual(CHART.versions);
    expect(CHART.versions.at(-1)).toBe(CHART.newest);
  });

  it.each([
    ['architecture.storage.v1', '1.14.0', undefined],
    ['architecture.storage.v1', '2.0.1', true],
    ['architecture.storage.v1', '2.0.2', false],
    ['architecture.storage.v2', '2.0.1', false],
    ['architecture.storage.v2', '2.0.2', true],
    ['architecture.storage.migration.queryBackend', '1.21.0', true],
    ['architecture.storage.migration.queryBackend', '2.0.0', undefined],
    ['pyroscope.persistence.shared', '1.18.1', { subPath: '.shared' }],
    ['pyroscope.persistence.shared', '1.21.0', { enabled: true, subPath: '.shared' }],
    ['pyroscope.persistence.shared', '2.0.0', undefined],
    ['pyroscope.autoscaling', '2.2.1', undefined],
    ['global', '1.18.1', undefined],
    ['global', '1.19.1', { imageRegistry: null }],
    ['ingress.annotations', '1.14.0', undefined],
    ['ingress.annotations', '1.15.1', {}],
    ['pyroscope.components', '2.2.1', {}],
  ])('has %s in chart %s', (path, chart, value) => {
    expect(valueAt(chart, path)).toEqual(value);
  });

  it('marks every value as a default of its chart, and makes each tree once', () => {
    const origins = new Set(
      nodesOf(defaultsOf(PYROSCOPE_CHART, '1.21.0')).map(({ origin }) => JSON.stringify(origin)),
    );
    expect([...origins]).toEqual(['{"kind":"default","chartVersion":"1.21.0"}']);
    expect(defaultsOf(PYROSCOPE_CHART, '1.21.0')).toBe(defaultsOf(PYROSCOPE_CHART, '1.21.0'));
  });

  it.each([
    ['1.2.0', '1.14.0'],
    ['1.20.2', '1.19.2'],
    ['2.1.1', '2.1.0'],
    ['99.0.0', CHART.newest],
  ])('takes those of the nearest known chart for %s, and says so', (chart, nearest) => {
    expect(defaultsOf(PYROSCOPE_CHART, chart)).toBe(defaultsOf(PYROSCOPE_CHART, nearest));
    expect(defaultsOf(PYROSCOPE_CHART, chart).origin).toEqual({ kind: 'default', chartVersion: nearest });
  });
});
