import { likely } from '../../../pack.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, plain, to } from './examples.ts';

const BRACES_AT_END = plain({ entries: OLD }).replace('---\n', '    {}\n---\n');

export const configurationUnreadable: PrometheusRule = {
  id: 'configuration-unreadable',
  severity: 'error',
  audit: ['P-66'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'prometheus.yml is not YAML that can be read',
  why: 'Prometheus cannot read it either: it keeps the old configuration, and does not start with it.',
  details: `Charts from 28.0.0 on write a line \`{}\` at the end of the file where \`serverFiles."prometheus.yml"\` is left without a key, as by
\`rule_files: null\`.`,
  sources: ['chart 29.27.0, rendered'],
  bad: [{ manifests: BRACES_AT_END, asked: to('dual') }],
  good: [{ manifests: plain({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { unreadable } of now.components) {
      if (unreadable === undefined) continue;
      report({
        at: unreadable.place,
        what: `prometheus.yml cannot be read: ${likely(unreadable)}`,
        fix: 'leave a key under serverFiles."prometheus.yml", such as rule_files: []',
      });
    }
  },
};
