import { both } from '../../../../english.ts';
import { type Answer, failed, passed } from '../answer.ts';
import type { Asking } from '../asking.ts';

/** What pachd of every 1.x does in its own namespace. */
const NEEDED = [
  ['list', 'pods'],
  ['get', 'endpoints'],
  ['create', 'replicationcontrollers'],
  ['delete', 'services'],
  ['get', 'secrets/pachyderm-storage-secret'],
] as const;

/**
 * The account of pachd has its rights. The deploy of a second cluster before 1.13.4, and the undeploy of another one, take
 * them away (audit D-16, D-53).
 */
export async function rights(asking: Asking, namespace: string): Promise<Answer> {
  const account = `system:serviceaccount:${namespace}:pachyderm`;
  const lacking: string[] = [];
  for (const [verb, resource] of NEEDED)
    if (!(await asking.kubectlSaysYes('auth', 'can-i', verb, resource, `--as=${account}`, '--quiet')))
      lacking.push(`${verb} ${resource}`);
  if (lacking.length === 0) return passed(`${account} has all ${NEEDED.length} rights that were asked for`);
  return failed(
    `${account} cannot ${both(lacking)}`,
    'apply the manifest of this cluster again: it makes the role and the binding',
  );
}
