import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { counted } from '../../../english.ts';
import { durationText } from '../../../times.ts';
import { SHARDS_KEY } from './status.ts';

/** What a plan is made of. */
export interface PlanParts {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  /** ms; one more than there are shards. */
  readonly cuts: readonly number[];
  /** Samples of all shards, as far as could be told. */
  readonly samples: number;
  /** The user's own flags that a shard gets, without credentials. */
  readonly args: readonly string[];
  /** A Secret with credentials, and its keys by the flag that reads each from a file. */
  readonly secret?: { readonly name: string; readonly files: Readonly<Record<string, string>> };
  readonly parallelism: number;
}

const CREDENTIALS_FOLDER = '/etc/phasegate/credentials';

/** Job templates are immutable, so that another plan has another name. */
export function planName({ name, image, cuts, args }: PlanParts): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([image, cuts, args]))
    .digest('hex')
    .slice(0, 8);
  return `${name.slice(0, 40).replace(/[-.]+$/, '')}-${hash}`;
}

const seconds = (cuts: readonly number[]): string => cuts.map((cut) => cut / 1000).join(',');

function job(parts: PlanParts, name: string, more: readonly string[], isSuspended: boolean): object {
  const { namespace, image, cuts, args, secret, parallelism, name: migration } = parts;
  const labels = {
    'app.kubernetes.io/name': 'phasegate-backfill',
    'app.kubernetes.io/instance': planName(parts),
  };
  const files = Object.keys(secret?.files ?? {}).map(
    (flag) => `${flag}=${CREDENTIALS_FOLDER}/${flag.slice(2)}`,
  );
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      ...(isSuspended && { suspend: true }),
      completionMode: 'Indexed',
      completions: cuts.length - 1,
      parallelism,
      backoffLimitPerIndex: 6,
      // What is wrong with the call itself is as wrong the next time.
      podFailurePolicy: {
        rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [2] } }],
      },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: planName(parts),
          restartPolicy: 'Never',
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65_532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'backfill',
              image,
              args: [
                'backfill',
                `--name=${migration}`,
                `--state=configmap/${planName(parts)}`,
                `--cuts=${seconds(cuts)}`,
                ...more,
                ...args,
                ...files,
              ],
              resources: {
                requests: { cpu: '500m', memory: '192Mi' },
                limits: { memory: '256Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ...(secret && {
                volumeMounts: [{ name: 'credentials', mountPath: CREDENTIALS_FOLDER, readOnly: true }],
              }),
            },
          ],
          ...(secret && {
            volumes: [
              {
                name: 'credentials',
                secret: {
                  secretName: secret.name,
                  items: Object.entries(secret.files).map(([flag, key]) => ({ key, path: flag.slice(2) })),
                },
              },
            ],
          }),
        },
      },
    },
  };
}

/** The objects that run a plan: an account with the right to its own state, the state, and two Indexed Jobs. */
export function planObjects(parts: PlanParts): readonly object[] {
  const name = planName(parts);
  const metadata = { name, namespace: parts.namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { [SHARDS_KEY]: String(parts.cuts.length - 1) },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get', 'patch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: parts.namespace }],
    },
    job(parts, name, ['--no-wait'], false),
    // It is resumed once the destination has settled.
    job(parts, `${name}-verify`, ['--verify-only'], true),
  ];
}

/** The plan as YAML for kubectl, with what to do in comments. */
export function planText(parts: PlanParts): string {
  const name = planName(parts);
  const { cuts, samples, namespace, secret } = parts;
  const length = (cuts.at(-1) ?? 0) - (cuts[0] ?? 0);
  const files = Object.values(secret?.files ?? {}).map((key) => `--from-file=${key}=FILE`);
  const head = [
    `# ${counted(cuts.length - 1, 'shard')} of ${durationText(length)}, about ${samples.toLocaleString('en')} samples in all.`,
    ...(secret === undefined
      ? []
      : [
          `# First, the credentials: kubectl create secret generic ${secret.name} -n ${namespace} ${files.join(' ')}`,
        ]),
    '# Start:   kubectl apply -f FILE',
    `# Follow:  phasegate backfill --status --state configmap/${name} -n ${namespace}`,
    '# At last, once the destination has settled, compare every shard once more:',
    `#          kubectl patch job/${name}-verify -n ${namespace} --type=merge -p '{"spec":{"suspend":false}}'`,
  ];
  const objects = planObjects(parts).map(
    (object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`,
  );
  return `${head.join('\n')}\n${objects.join('')}`;
}
