import { knownness } from '../../../chart/versions.ts';
import { PLAIN, STACK, versionsOf } from '../facts/charts.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

/** In the place of the engine's: kube-prometheus-stack has a new major version every few weeks. */
export const unknownChart: PrometheusRule = {
  id: 'unknown-chart',
  severity: 'info',
  summary: 'the chart is newer than every version that phasegate knows',
  why: 'What it renders may have changed since.',
  details: `kube-prometheus-stack counts its major version up with every new minor version of its parts, so a newer one is judged by what is
known of the newest one.`,
  bad: [{ manifests: stack({ entries: OLD, chart: '99.1.0' }), asked: to('dual') }],
  good: [{ manifests: stack({ entries: OLD }), asked: to('dual') }],
  judge({ now, history, rendered }, report) {
    if (history === undefined && rendered === undefined) return;
    const chart = now.chart.sure ? now.chart.value : undefined;
    const isStack = now.components.some(({ spelling }) => spelling === 'resource');
    const versions = versionsOf(isStack ? STACK : PLAIN);
    const how = chart === undefined ? undefined : knownness(chart, versions);
    if (how !== 'newer-minor' && how !== 'newer-major') return;
    report({
      what: `chart ${chart} is not known; it is judged by what is known of ${versions.at(-1)}, the newest known version`,
      fix: 'read its release notes first',
    });
  },
};
