import { ruleFor } from '../../../pack.ts';
import { crosses, FIRST_CHART, lackingInKept } from '../facts/charts.ts';
import { chartOf, type PyroscopeFacts } from '../read/facts.ts';

const ANY = 'minio:\n  enabled: true\n';

/** Audit B18. */
export const reuseValuesBreaks = ruleFor<PyroscopeFacts>()({
  id: 'reuse-values-breaks',
  severity: 'warning',
  needs: ['values', 'before'],
  summary: 'helm upgrade --reuse-values fails between these two charts',
  why: 'Helm keeps the defaults of the old chart, and the templates of the new one fail on what these lack: nil pointer.',
  details: `With \`--reuse-values\` Helm keeps the old chart's defaults, and templates of the new one read maps that are not there:
\`nil pointer evaluating interface {}.enabled\`. The upgrade is refused and nothing changes. Seen from 1.18.1 to 1.19.2 and
from 1.20.3 to 1.21.0 and 2.2.1; from 1.21.0 to 2.x, and within 2.x, it works.

\`--reset-then-reuse-values\` works everywhere and takes the new defaults. Across chart 2.0.2 that switches v1 off and v2
on unless both toggles are written.`,
  audit: ['B18', 'A12'],
  sources: ['charts 1.14.0 to 2.2.1, upgraded by helm', 'migration guide, whose commands use --reuse-values'],
  good: [
    { values: ANY },
    { values: ANY, fromChart: '1.21.0' },
    { chart: '1.18.1', fromChart: '1.15.1', values: ANY },
    { chart: '1.20.3', fromChart: '1.19.1', values: ANY },
    { chart: '1.14.0', fromChart: '1.14.0', values: ANY },
  ],
  bad: [
    { chart: '1.15.1', fromChart: '1.14.0', values: ANY, at: '' },
    { chart: '1.19.1', fromChart: '1.18.1', values: ANY, at: '' },
    { chart: '1.21.0', fromChart: '1.20.3', values: ANY, at: '' },
    { fromChart: '1.15.1', values: ANY, at: '' },
  ],
  judge({ now, before }, report) {
    const [from, chart] = [chartOf(before), chartOf(now)];
    const lacking = lackingInKept(from, chart);
    if (lacking === undefined) return;
    const flips = crosses(from, chart, FIRST_CHART.v2ByDefault);
    report({
      at: { in: 'values', path: [], on: 'value' },
      what: `helm upgrade --reuse-values fails from chart ${from} to ${chart}`,
      why: `The kept values lack ${lacking}, which the templates read: nil pointer.`,
      fix: `write both storage toggles into the values, then use --reset-then-reuse-values${
        flips
          ? `: it takes the new defaults, and from ${FIRST_CHART.v2ByDefault} on these are v1 off, v2 on`
          : ''
      }`,
    });
  },
});
