import { likely } from '../../../pack.ts';
import { fieldOf, type PrometheusRule, placeOfField } from '../read/facts.ts';
import { NEW, OLD, plain, to } from './examples.ts';

const FIELD = 'queueConfig.sampleAgeLimit';

export const ageLimit: PrometheusRule = {
  id: 'age-limit',
  severity: 'warning',
  audit: ['P-51'],
  summary: 'samples that wait longer than an age limit are dropped',
  why: 'After an outage that is longer, the store has a gap, although nothing counts as failed.',
  sources: ['Prometheus 3.15: 1,000 of 1,000 samples dropped'],
  bad: [
    {
      manifests: plain({ entries: `${OLD}  queue_config:\n    sample_age_limit: 10m\n${NEW}` }),
      asked: to('dual'),
      at: 'sample_age_limit',
    },
  ],
  good: [{ manifests: plain({ entries: OLD + NEW }), asked: to('dual') }],
  judge({ now }, report) {
    for (const { entries } of now.components)
      for (const entry of entries) {
        const limit = fieldOf(entry, FIELD);
        if (limit === undefined || /^0[a-z]*$/.test(likely(limit) ?? '')) continue;
        report({
          at: [placeOfField(entry, FIELD), limit],
          what: `samples older than ${likely(limit)} are not sent`,
          fix: 'leave the limit out for the time of the migration, or make it longer than any outage to be survived',
        });
      }
  },
};
