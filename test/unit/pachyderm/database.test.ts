import { expect, it } from 'vitest';
import { readableObjects } from '../../../src/manifest/object.ts';
import { externalDatabase } from '../../../src/packs/pachyderm/read/database.ts';
import { cluster, object } from '../../../src/packs/pachyderm/rules/peer-examples.ts';
import { objectView } from '../../../src/rules/objects.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';

const SERVICE = object('Service', 'postgres', 'pachyderm', 'spec: {}\n');

/** The proxy as charts with its version 1 start it. */
const PROXY = object(
  'Deployment',
  'cloudsql-auth-proxy',
  'pachyderm',
  `spec:
  template:
    spec:
      containers:
        - name: cloud-sql-proxy
          args: ["-ip_address_types=PRIVATE", "-instances=team:region:db=tcp:0.0.0.0:5432"]
`,
);

it.each([
  ['db.example.org', 'db.example.org:5432'],
  ['DB.example.org', 'db.example.org:5432'],
  ['10.1.2.3', '10.1.2.3:5432'],
  ['pg.shared.svc.cluster.local', 'pg.shared.svc.cluster.local:5432'],
  ['cloudsql-auth-proxy', 'team:region:db'],
  ['cloudsql-auth-proxy.pachyderm.svc', 'team:region:db'],
  ['postgres', undefined],
  ['postgres.pachyderm.svc.cluster.local', undefined],
])('POSTGRES_HOST %s: %s', (host, external) => {
  const text = cluster('pachyderm', [SERVICE, PROXY], { variables: { POSTGRES_HOST: host } });
  const objects = splitDocuments(text).flatMap(readableObjects).map(objectView);
  expect(externalDatabase(objects)?.host).toBe(external);
});

it('is none of pachctl 1.x, which keeps its metadata in etcd', () => {
  const objects = splitDocuments(cluster('pachyderm')).flatMap(readableObjects).map(objectView);
  expect(externalDatabase(objects)).toBeUndefined();
});
