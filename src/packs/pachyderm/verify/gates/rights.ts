import { both } from '../../../../english.ts';
import { type Right, rightsOf, shownRight } from '../../facts/rights.ts';
import { type Answer, failed, passed } from '../answer.ts';
import type { Asking } from '../asking.ts';

/** Whether the account has a right. @throws CannotAsk */
const has = (asking: Asking, account: string, { verb, resource, subresource }: Right): Promise<boolean> =>
  asking.kubectlSaysYes(
    ...['auth', 'can-i', verb, resource, `--as=${account}`, '--quiet'],
    // Behind a slash, kubectl takes it for the name of one object.
    ...(subresource === '' ? [] : [`--subresource=${subresource}`]),
  );

/**
 * The account of pachd has the rights that its version needs. The deploy of a second cluster before 1.13.4, and the undeploy of
 * another one, take them away (audit D-16, D-53). All 1.x share one ClusterRole, so the deploy of another version writes the
 * rights of that one into it (audit D-17).
 */
export async function rights(asking: Asking, namespace: string, version: string): Promise<Answer> {
  const account = `system:serviceaccount:${namespace}:pachyderm`;
  const { needed, later } = rightsOf(version);
  const [lacking, more]: [string[], string[]] = [[], []];
  for (const right of needed) if (!(await has(asking, account, right))) lacking.push(shownRight(right));
  if (lacking.length > 0)
    return failed(
      `${account} cannot ${both(lacking)}, which pachd needs`,
      'apply the manifest of this cluster again: it makes the role and the binding. Where another version shares ClusterRole pachyderm, render one of the two with --phase adjacent first',
    );
  for (const right of later) if (await has(asking, account, right)) more.push(shownRight(right));
  const also =
    more.length === 0
      ? ''
      : `; it can also ${both(more)}, which ${version} does not ask for: a newer Pachyderm may have written its ClusterRole`;
  return passed(`${account} has all ${needed.length} rights that ${version} needs${also}`);
}
