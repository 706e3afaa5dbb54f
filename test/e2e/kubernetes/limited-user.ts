import { join } from 'node:path';
import { writeKubeconfig } from './kubeconfig.ts';
import { apply } from './kubectl.ts';
import type { Place } from './place.ts';

/** What somebody may do in a namespace, as a Role says it. */
export interface LimitedUser {
  readonly namespace: string;
  readonly rules: readonly PolicyRule[];
}

export interface PolicyRule {
  /** `''` for the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Makes a service account that may do no more than the rules say, and writes a kubeconfig with its token. */
export async function writeLimitedKubeconfig(
  user: LimitedUser & { readonly name: string },
  { kubectl, folder, access }: Place,
): Promise<string> {
  const { name, namespace } = user;
  await apply(kubectl, objectsOf(user));
  const token = (await kubectl(['create', 'token', name, '--namespace', namespace])).trim();
  return writeKubeconfig(join(folder, `${name}.kubeconfig`), { ...access, token });
}

function objectsOf({ name, namespace, rules }: LimitedUser & { readonly name: string }): unknown[] {
  const metadata = { name, namespace };
  const group = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}
