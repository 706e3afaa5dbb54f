import { afterAll, describe, expect, it } from 'vitest';
import { publishedSchema } from '../../src/packs/pyroscope/chart/index.ts';
import { HelmCharts } from './helm-charts.ts';

/** Helm reads a values.schema.json by another library than editors do, with Go's patterns. */
describe.each([3, 4] as const)('a chart with its exported schema under helm %d', (major) => {
  const charts = HelmCharts.open(major);
  afterAll(() => charts?.close());
  if (charts === undefined) {
    console.warn(
      `NO CHARTS TO RENDER: set PHASEGATE_CHARTS and PHASEGATE_HELM${major}; it is given no schema`,
    );
    it.skip('is rendered', () => {});
    return;
  }

  it.each(charts.versions)('%s is rendered with its defaults, and held to it', (version) => {
    charts.hold(version, publishedSchema(version));
    expect(charts.render(version, {})).toContain('kind: StatefulSet');
    const refused = { pyroscope: { persistence: { enabled: true, size: '0Gi' } } };
    expect(() => charts.render(version, refused)).toThrow(/schema/);
  });
});
