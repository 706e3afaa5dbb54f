import { afterAll, describe, expect, it } from 'vitest';
import { publishedSchema } from '../../src/packs/pyroscope/chart/index.ts';
import { HelmCharts } from './helm-charts.ts';

/** Helm reads a values.schema.json by another library than editors do, with Go's patterns. */
for (const major of [3, 4] as const) {
  const charts = HelmCharts.open(major);
  if (charts === undefined)
    console.warn(
      `NO CHARTS TO RENDER: set PHASEGATE_CHARTS and PHASEGATE_HELM${major}; no helm ${major} is given the exported schemas`,
    );

  describe.skipIf(charts === undefined)(`a chart with its exported schema under helm ${major}`, () => {
    afterAll(() => charts?.close());

    it.each(charts?.versions ?? ['of no version'])(
      '%s is rendered with its defaults, and held to it',
      (version) => {
        if (charts === undefined) return;
        charts.hold(version, publishedSchema(version));
        expect(charts.render(version, {})).toContain('kind: StatefulSet');
        const refused = { pyroscope: { persistence: { enabled: true, size: '0Gi' } } };
        expect(() => charts.render(version, refused)).toThrow(/schema/);
      },
    );
  });
}
