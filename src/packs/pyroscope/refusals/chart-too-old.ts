import { isBefore } from '../../../chart/versions.ts';
import { describeSource } from '../../../step/source.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';

/** Charts before 1.15.1 take the storage toggles and do nothing with them. */
export const chartTooOld: Refusal = {
  rule: {
    id: 'chart-too-old-for-migration',
    severity: 'refusal',
    summary: 'charts before 1.15.1 have no storage phases',
    message: ({ chart, phase, source }) => ({
      what: `chart ${chart} cannot render ${phase} (asked for by ${source})`,
      why: `storage phases exist since chart ${FIRST_CHART.phases}; older charts accept the toggles and ignore them`,
      remedy:
        'upgrade the chart first, in v1: helm upgrade … --version 1.20.3 --set architecture.storage.v1=true --set architecture.storage.v2=false',
    }),
  },
  check: ({ release, target, settings }) => {
    if (target === 'v1' || !isBefore(release.chart.value, FIRST_CHART.phases)) return [];
    const source = settings.phase ? describeSource(settings.phase.source) : 'the manifests';
    return [finding(chartTooOld.rule, { chart: release.chart.value, phase: target, source })];
  },
};
