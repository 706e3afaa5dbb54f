import { likely } from '../../../pack.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, plain, to } from './examples.ts';

const IN_SECRET = plain({ entries: OLD, volume: 'secret:\n  secretName: own-config\n' });

const OTHER_FOLDER = plain({ entries: OLD }).replace('/etc/config/prometheus', '/etc/own/prometheus');

export const configurationElsewhere: PrometheusRule = {
  id: 'configuration-elsewhere',
  severity: 'error',
  audit: ['P-60'],
  isFirst: true,
  summary: 'the configuration of Prometheus is not among the manifests',
  why: 'Prometheus does not read what phasegate would edit, so the step would change nothing.',
  details: `With \`server.configPath\` Prometheus may read a file of another volume. With \`server.configFromSecret\` the file comes from a Secret, and with \`server.configMapOverrideName\` from a ConfigMap that the
chart does not render. Charts before 27.12.1 render a ConfigMap beside a Secret all the same, and mount it nowhere.`,
  sources: ['charts 25.30.2, 27.52.0 and 29.27.0, rendered'],
  bad: [
    { manifests: IN_SECRET, asked: to('dual') },
    { manifests: plain({ entries: OLD, volume: 'configMap:\n  name: own\n' }), asked: to('dual') },
    { manifests: OTHER_FOLDER, asked: to('dual') },
  ],
  good: [
    { manifests: plain({ entries: OLD }), asked: to('dual') },
    { manifests: plain({ entries: OLD }).replaceAll('/etc/config', '/etc/other'), asked: to('dual') },
  ],
  judge({ now, asked }, report) {
    if (asked('phase') === undefined) return;
    for (const { elsewhere } of now.components) {
      if (elsewhere === undefined) continue;
      report({
        at: elsewhere.place,
        what: `the configuration lives in ${likely(elsewhere)}`,
        fix: 'add the entry there by hand, or let the chart write the file: leave server.configFromSecret and server.configMapOverrideName empty, and server.configPath as it is',
      });
    }
  },
};
