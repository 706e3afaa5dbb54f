import { likely } from '../../../pack.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { NOT_A_BLOCK } from '../read/from-file.ts';
import { OLD, plain, to } from './examples.ts';

const BRACES_AT_END = plain({ entries: OLD }).replace('---\n', '    {}\n---\n');

const IN_QUOTES = BRACES_AT_END.replace(/\|\n(?: {4}.*\n)+/, '"remote_write: []"\n');

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
  bad: [
    { manifests: BRACES_AT_END, asked: to('dual') },
    { manifests: IN_QUOTES, asked: to('dual') },
  ],
  good: [{ manifests: plain({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { unreadable } of now.components) {
      if (unreadable === undefined) continue;
      if (likely(unreadable) === NOT_A_BLOCK) {
        report({
          at: unreadable.place,
          what: 'prometheus.yml is not written as a block text',
          why: 'phasegate changes lines, and a text in quotes or a folded one (>) has none of its own.',
          fix: 'write it as a block text (|), as the chart does, or put the entry into server.remoteWrite by hand',
        });
        continue;
      }
      report({
        at: unreadable.place,
        what: `prometheus.yml cannot be read: ${likely(unreadable)}`,
        fix: 'leave a key under serverFiles."prometheus.yml", such as rule_files: []',
      });
    }
  },
};
