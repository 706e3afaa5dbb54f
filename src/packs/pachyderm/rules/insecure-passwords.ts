import { isBefore } from '../../../chart/versions.ts';
import { likely, ruleFor } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { blankPasswords, LOGIN, passwordsLeft, usesOwnPostgres } from '../read/postgres.ts';

const BOTH = `global:
  postgresql:
    postgresqlPassword: one
    postgresqlPostgresPassword: two
`;

export const insecurePasswords = ruleFor<PachydermFacts>()({
  id: 'insecure-passwords',
  severity: 'warning',
  audit: ['D-64'],
  needs: ['values'],
  summary: 'the bundled PostgreSQL gets the default passwords of the chart',
  why: 'Charts from 2.3 on come with passwords that anyone can read, and an upgrade that leaves them out puts them into the Secret.',
  sources: ['charts 2.0.5, 2.4.6 and 2.11.6, installed by Helm 3 and 4'],
  bad: [{ values: 'deployTarget: AMAZON\n', chart: '2.4.6' }],
  good: [
    { values: `deployTarget: AMAZON\n${BOTH}`, chart: '2.4.6' },
    { values: 'deployTarget: AMAZON\npostgresql:\n  enabled: false\n', chart: '2.4.6' },
  ],
  judge({ now }, report) {
    const { values } = now;
    const chart = likely(now.chart);
    if (chart === undefined || isBefore(chart, FIRST_CHART.insecurePasswords) || !usesOwnPostgres(values))
      return;
    const left = passwordsLeft(values);
    if (left.length === 0 || blankPasswords(values).length > 0) return;
    report({
      at: values.place(...LOGIN, ...left.slice(0, 1)),
      what: `${left.join(' and ')} of the bundled PostgreSQL ${left.length === 1 ? 'is' : 'are'} left to the chart`,
      fix: `set global.postgresql.${left.join(' and global.postgresql.')}, or global.postgresql.postgresqlExistingSecretName`,
    });
  },
});
