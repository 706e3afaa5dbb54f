import { both } from '../../../english.ts';
import { ruleFor } from '../../../pack.ts';
import { allObjects } from '../read/beside.ts';
import { externalDatabase } from '../read/database.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { BESIDE, cluster, deployment, NEW, OLD } from './peer-examples.ts';

const on = (namespace: string, host: string, database = 'pachyderm', logins?: string): string =>
  cluster(namespace, [], {
    version: '2.11.6',
    variables: {
      ...{ POSTGRES_HOST: host, POSTGRES_DATABASE: database },
      ...(logins !== undefined && { IDENTITY_SERVER_DATABASE: logins }),
    },
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
  details:
    'A cluster has two databases: that of its metadata, and that of its logins, which is `dex` where no value says another name.',
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
    { manifests: on(NEW, 'db.example.org', 'pachyderm_new'), peer: on(OLD, 'db.example.org'), asked: BESIDE },
    {
      manifests: on(NEW, 'db.example.org', 'pachyderm_new', 'logins'),
      peer: on(OLD, 'db.example.org', 'pachyderm', 'logins'),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: on(NEW, 'db.example.org', 'pachyderm_new', 'dex_new'),
      peer: on(OLD, 'db.example.org'),
      asked: BESIDE,
    },
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
    if (own === undefined || own.host !== other?.host) return;
    const shared = own.names.filter((name) => other.names.includes(name));
    if (shared.length > 0)
      report({
        at: own.at,
        what: `both clusters use ${shared.length === 1 ? 'the database' : 'the databases'} ${both(shared)} of ${own.host}`,
        fix: 'give one of the two other databases: global.postgresql.postgresqlDatabase, and global.postgresql.identityDatabaseFullNameOverride for the logins',
      });
  },
});
