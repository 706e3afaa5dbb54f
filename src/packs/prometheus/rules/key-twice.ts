import type { PrometheusRule } from '../read/facts.ts';
import { NEW, OLD, plain, to } from './examples.ts';

const TWICE = plain({ entries: OLD, more: `remote_write:\n${NEW}` });

export const keyTwice: PrometheusRule = {
  id: 'key-twice',
  severity: 'error',
  audit: ['P-53'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'a key stands twice at the top of prometheus.yml',
  why: 'Prometheus refuses the file at the reload and keeps its old configuration, while Helm reports success.',
  details: `The chart prometheus writes \`server.remoteWrite\` and \`serverFiles."prometheus.yml".remote_write\` one after the other. Prometheus
2.42 to 3.15 answers the reload with "field remote_write already set in type config.plain", and
\`prometheus_config_last_reload_successful\` is 0.`,
  sources: ['charts 25.30.2, 27.52.0 and 29.27.0, rendered; Prometheus 3.15, started'],
  bad: [{ manifests: TWICE, asked: to('dual'), at: 'remote_write' }],
  good: [{ manifests: plain({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { duplicates } of now.components)
      for (const key of duplicates) {
        const name = key.sure ? key.value : 'a key';
        report({
          at: key,
          what: `${name} stands twice in prometheus.yml`,
          fix:
            name === 'remote_write'
              ? 'write all entries under server.remoteWrite, and none under serverFiles."prometheus.yml"'
              : `write ${name} in one place: under server, or under serverFiles."prometheus.yml"`,
        });
      }
  },
};
