import type { PrometheusRule } from '../read/facts.ts';
import { OLD, plain, to } from './examples.ts';

export const externalLabels: PrometheusRule = {
  id: 'external-labels',
  severity: 'info',
  audit: ['P-15'],
  summary: 'samples leave with external labels that queries on this Prometheus do not see',
  why: 'In the new store every series has them, and so has a history that is read by remote_read.',
  details: `Prometheus adds \`external_labels\` to what it writes and to what remote_read hands out, and not to what its own queries answer.
Dashboards and rules that move to the new store see them. The operator adds two more: \`prometheus\` and \`prometheus_replica\`.`,
  bad: [
    {
      manifests: plain({ entries: OLD }).replace(
        'scrape_interval: 1m\n',
        'scrape_interval: 1m\n      external_labels:\n        cluster: blue\n',
      ),
      asked: to('dual'),
      at: 'cluster: blue',
    },
  ],
  good: [{ manifests: plain({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    if (!now.phase.sure || now.phase.value === 'old') return;
    for (const server of now.components) {
      const labels = Object.entries(server.externalLabels);
      if (labels.length === 0 || server.entries.length === 0) continue;
      report({
        at: labels.map(([, value]) => value),
        what: `series get the labels ${labels.map(([name]) => name).join(', ')} in the new store`,
        fix: 'keep that in mind for dashboards and rules; phasegate backfill takes labels away with --drop-label',
      });
    }
  },
};
