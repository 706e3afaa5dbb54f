import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';
import { sourceOf } from '../settings.ts';
import { asWeight, remedyFor, weightsOf, writers } from '../weights.ts';
import { placeOfFlag } from '../workload.ts';

/** The guide gives weights as fractions [0, 1]; the server checks nothing. */
export const weightsOutOfRange: Refusal = {
  rule: {
    id: 'weights-out-of-range',
    severity: 'refusal',
    summary: 'a migration weight is no number from 0 to 1',
    message: ({ flag, text, remedy, source }) => ({
      what: `-${flag}=${text} is no number from 0 to 1${source}`,
      why: 'a weight is the fraction of profiles that a storage gets; the server takes any number without a word',
      remedy: `give a fraction: ${remedy}`,
    }),
  },
  check: (migration) => {
    for (const workload of writers(migration)) {
      const bad = weightsOf(workload).find(({ text }) => asWeight(text) === undefined);
      if (bad)
        return [
          finding(
            weightsOutOfRange.rule,
            {
              flag: bad.flag,
              text: bad.text,
              remedy: remedyFor(migration, bad),
              source: sourceOf(migration.settings[bad.value]),
            },
            workload.object,
            placeOfFlag(workload, bad.flag),
          ),
        ];
    }
    return [];
  },
};
