import { ruleFor } from '../../../pack.ts';
import { allObjects } from '../read/beside.ts';
import { externalDatabase } from '../read/database.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { BESIDE, cluster, deployment, NEW, OLD } from './peer-examples.ts';

const on = (namespace: string, host: string, database = 'pachyderm'): string =>
  cluster(namespace, [], {
    version: '2.11.6',
    variables: { POSTGRES_HOST: host, POSTGRES_DATABASE: database },
  });

const behindProxy = (namespace: string, instance: string): string =>
  on(namespace, 'cloudsql-auth-proxy') +
  deployment('cloudsql-auth-proxy', namespace, '2.8.2', { CSQL_PROXY_INSTANCE_CONNECTION_NAME: instance });

export const databaseShared = ruleFor<PachydermFacts>()({
  id: 'database-shared',
  severity: 'error',
  needs: ['objects', 'stream', 'peer'],
  summary: 'two clusters side by side use one external database',
  why: 'Both change the schema to their own version, and write to the same tables.',
  sources: ['charts 2.x: global.postgresql'],
  bad: [
    {
      manifests: on(NEW, 'db.example.org'),
      peer: on(OLD, 'db.example.org'),
      asked: BESIDE,
      at: 'value: "db.example.org"',
    },
    {
      manifests: behindProxy(NEW, 'team:region:db'),
      peer: behindProxy(OLD, 'team:region:db'),
      asked: BESIDE,
    },
  ],
  good: [
    { manifests: on(NEW, 'db.example.org', 'pachyderm_new'), peer: on(OLD, 'db.example.org'), asked: BESIDE },
    {
      manifests: behindProxy(NEW, 'team:region:new'),
      peer: behindProxy(OLD, 'team:region:db'),
      asked: BESIDE,
    },
    { manifests: on(NEW, 'postgres'), peer: on(OLD, 'postgres'), asked: BESIDE },
  ],
  judge(of, report) {
    const own = externalDatabase(allObjects(of));
    const other = externalDatabase(of.peer.objects);
    if (own && own.host === other?.host && own.name === other.name)
      report({
        at: own.at,
        what: `both clusters use the database ${own.name} of ${own.host}`,
        fix: 'give one of the two another database (global.postgresql.postgresqlDatabase, and identityDatabaseFullNameOverride for the logins)',
      });
  },
});
