import { likely } from '../../../pack.ts';
import { fieldOf, type PrometheusRule, placeOfField } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

export const remoteWrite2: PrometheusRule = {
  id: 'remote-write-2',
  severity: 'warning',
  audit: ['P-7', 'P-71'],
  summary: 'an entry sends remote_write 2.0',
  why: 'Stores that do not know it answer 2xx and keep nothing, and the format changed with Prometheus 3.8.',
  details: `Prometheus 2.42, VictoriaMetrics 1.79 and 1.115, Thanos 0.42 and InfluxDB 1.x answer 200 or 204 to a message of version 2.0 and
store nothing; Cortex answers 415. Prometheus from 2.55 on and Mimir store it. Sender and receiver on different sides of 3.8 do
not fit. The entry that phasegate adds sends 1.0.`,
  bad: [
    {
      manifests: stack({ entries: `${OLD}  messageVersion: V2.0\n` }),
      asked: to('dual'),
      at: 'messageVersion',
    },
  ],
  good: [{ manifests: stack({ entries: OLD }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { entries } of now.components)
      for (const entry of entries) {
        const version = fieldOf(entry, 'messageVersion');
        if (!/2/.test(likely(version)?.replace('.proto', '') ?? '')) continue;
        report({
          at: placeOfField(entry, 'messageVersion'),
          what: `remote_write ${likely(version)} is sent`,
          fix: 'make sure that the store keeps such samples, by counting them there; or leave the version out, which sends 1.0',
        });
      }
  },
};
