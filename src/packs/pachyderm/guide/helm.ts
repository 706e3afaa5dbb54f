import { isBefore } from '../../../chart/versions.ts';
import { shellWord } from '../../../shell.ts';
import type { Part } from './parts.ts';
import type { Place } from './side.ts';

/** A step of 2.x. */
export interface HelmOf {
  readonly from: string;
  readonly to: string;
  readonly namespace: string;
  readonly context: string | undefined;
  readonly place: Place;
}

/** Writes what a chart fills in anew where nobody gives it, out of the Secrets that hold it (audit D-64, D-65). */
const KEPT = [
  'kept() { cat <<END',
  'global:',
  '  postgresql:',
  '    postgresqlPassword: $(secret postgres postgresql-password)',
  '    postgresqlPostgresPassword: $(secret postgres postgresql-postgres-password)',
  'pachd:',
  '  clusterDeploymentID: $(secret pachyderm-deployment-id-secret CLUSTER_DEPLOYMENT_ID)',
  'console:',
  '  config:',
  '    oauthClientSecret: $(secret pachyderm-console-secret OAUTH_CLIENT_SECRET)',
  'END',
  '}',
];

/** helm upgrade within 2.x: what to keep, what to back up, and the upgrade. */
export function helmParts({ from, to, namespace, context, place }: HelmOf): readonly Part[] {
  const kubectl = `kubectl --context ${place.context} --namespace ${namespace}`;
  const helm = (command: string): string =>
    `helm ${command} --kube-context ${place.context} --namespace ${namespace}`;
  const file = (name: string): string => shellWord(`${place.saved}/${name}`);
  const where = `context ${place.context}, namespace ${namespace}`;
  const secret = `secret() { ${kubectl} get secret "$1" --output jsonpath="{.data.$2}" | base64 -d | jq --raw-input --slurp; }`;
  return [
    {
      title: 'Save values and passwords',
      audit: ['D-64', 'D-65'],
      text: [
        'You need kubectl, helm, jq and phasegate. Set `RELEASE` to the name of the release. If it has no console or no PostgreSQL of its own, leave their lines out of `kept`. The file kept.yaml holds credentials: keep the folder to yourself. With an enterprise licence, add `pachd.rootToken`, `pachd.enterpriseSecret` and `pachd.oauthClientSecret` to values.yaml.',
        isBefore(from, '2.3.0') && !isBefore(to, '2.3.0')
          ? 'From 2.3 on the chart puts `insecure-user-password` and `insecure-root-password` where you give no passwords, and the database keeps the old ones: the servers can no longer log in. Before, it made random ones.'
          : 'Tokens that are not given change at every upgrade, and so do passwords where both are empty.',
      ],
      blocks: [
        {
          where,
          commands: [
            ...(context === undefined
              ? ['CONTEXT=$(kubectl config current-context)', 'echo "$CONTEXT"']
              : []),
            `mkdir -p -m 700 ${shellWord(place.saved)}`,
            `${helm('get values "$RELEASE"')} --output yaml > ${file('values.yaml')}`,
            secret,
            ...KEPT,
            `kept > ${file('kept.yaml')}`,
          ],
        },
      ],
      gates: [`test -s ${file('kept.yaml')}`, `! grep '""' ${file('kept.yaml')}`],
    },
    {
      title: 'Pause and back up',
      audit: ['D-30', 'D-52'],
      text: [
        '2.x has neither extract nor restore. A backup is a dump of both databases and a copy of the bucket, made while nothing writes. Copy the bucket with the tool of its provider before you go on.',
        'With a database outside the cluster, dump it with the tool of its provider, and leave the last command out.',
      ],
      blocks: [
        {
          where,
          commands: [
            `${kubectl} scale deployment/pachd --replicas 0`,
            `${kubectl} scale replicationcontroller --selector suite=pachyderm,component=worker --replicas 0`,
            `${kubectl} exec statefulset/postgres -- sh -c 'PGPASSWORD="$POSTGRES_POSTGRES_PASSWORD" pg_dumpall --username postgres' > ${file('databases.sql')}`,
          ],
        },
      ],
      gates: [`tail -n 5 ${file('databases.sql')} | grep 'PostgreSQL database cluster dump complete'`],
      back: `\`${kubectl} scale deployment/pachd --replicas 1\`; pachd scales the workers.`,
    },
    {
      title: `Upgrade to ${to}`,
      audit: ['D-58', 'D-59', 'D-60', 'D-64', 'D-65'],
      text: [
        'The servers migrate their databases, and there is no way down. The values of a release hold for one chart version: look through values.yaml for keys that the new chart no longer reads (`phasegate lint`, for charts that it knows).',
        'nodePorts that you moved by hand come back, or make Helm 4 fail. Move them in the render: `--post-renderer phasegate` with `--port-set`. If another cluster holds the normal ports, begin only with that.',
      ],
      before: [
        `phasegate pachyderm verify ports-free --context ${place.context} --namespace ${namespace} --version ${to} --port-set normal`,
      ],
      blocks: [
        {
          where,
          commands: [
            `${helm('upgrade "$RELEASE" pachyderm/pachyderm')} --version ${to} --values ${file('values.yaml')} --values ${file('kept.yaml')} --wait --timeout 30m`,
          ],
        },
      ],
      gates: [`kept | cmp - ${file('kept.yaml')}`],
      back: 'restore both databases and the bucket into a new release of the old version.',
    },
  ];
}
