import { isBefore } from '../../../chart/versions.ts';
import { likely, ruleFor } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { LOGIN, passwordsLeft, usesOwnPostgres } from '../read/postgres.ts';

const VALUES = 'deployTarget: AMAZON\n';
const BOTH = `${VALUES}global:
  postgresql:
    postgresqlPassword: one
    postgresqlPostgresPassword: two
`;

export const passwordsChange = ruleFor<PachydermFacts>()({
  id: 'passwords-change',
  severity: 'error',
  audit: ['D-64'],
  needs: ['before', 'values'],
  summary: 'the step to chart 2.3 changes the passwords of the bundled PostgreSQL',
  why: 'Helm says deployed and the Secret has new passwords, and the database keeps the old ones: nothing can log in.',
  sources: ['2.0.5 to 2.4.6, upgraded by Helm 3 and 4'],
  bad: [{ before: VALUES, fromChart: '2.0.5', values: VALUES, chart: '2.4.6' }],
  good: [
    { before: BOTH, fromChart: '2.0.5', values: BOTH, chart: '2.4.6' },
    { before: VALUES, fromChart: '2.4.6', values: VALUES, chart: '2.11.6' },
  ],
  judge({ now, before }, report) {
    const [from, to] = [likely(before.chart), likely(now.chart)];
    if (from === undefined || to === undefined || !usesOwnPostgres(now.values)) return;
    const first = FIRST_CHART.insecurePasswords;
    if (!isBefore(from, first) || isBefore(to, first)) return;
    const left = passwordsLeft(now.values);
    if (left.length === 0) return;
    report({
      at: now.values.place(...LOGIN, ...left.slice(0, 1)),
      what: `chart ${to} would set ${left.join(' and ')} of PostgreSQL to its own`,
      fix: `set global.postgresql.${left.join(' and global.postgresql.')} to what Secret postgres has: kubectl get secret postgres -o yaml`,
    });
  },
});
