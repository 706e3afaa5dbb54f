import { ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { blankPasswords, usesOwnPostgres } from '../read/postgres.ts';

export const passwordsBlank = ruleFor<PachydermFacts>()({
  id: 'passwords-blank',
  severity: 'error',
  audit: ['D-64'],
  needs: ['values'],
  refusesSteps: true,
  summary: 'a password of the bundled PostgreSQL is an empty text',
  why: 'The chart then makes one up at the install, and refuses every upgrade.',
  sources: ['charts 2.0.5, 2.4.6 and 2.11.6, upgraded by Helm 3 and 4'],
  bad: [
    {
      values:
        'deployTarget: AMAZON\nglobal:\n  postgresql:\n    postgresqlPassword: ""\n    postgresqlPostgresPassword: two\n',
      chart: '2.4.6',
      at: 'global.postgresql.postgresqlPassword',
    },
  ],
  good: [{ values: 'deployTarget: AMAZON\n', chart: '2.4.6' }],
  judge({ now }, report) {
    if (!usesOwnPostgres(now.values)) return;
    for (const [key, said] of blankPasswords(now.values))
      report({
        at: said,
        what: `global.postgresql.${key} is empty`,
        fix: 'set it to what the Secret postgres of the release has',
      });
  },
});
