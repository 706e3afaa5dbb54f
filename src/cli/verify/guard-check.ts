import { isDeepStrictEqual } from 'node:util';
import type { CheckResult } from '../../checks/check.ts';
import { both, firstOf } from '../../english.ts';
import { BINDING_KIND, type GuardScope, guardObjects, POLICY_KIND } from '../../guard/policy.ts';
import { GATE_ANNOTATION, overridesOn } from '../../guard/stamp.ts';
import type { Cluster } from '../../live/cluster.ts';
import { field, listOf, textOf } from '../../live/json.ts';
import type { LiveWorkload } from '../../live/workloads.ts';
import type { Pack } from '../../pack.ts';

/** Told of every release, as nobody sees by the release whether a guard stands. */
export const GUARD_STANDS = {
  id: 'guard-stands',
  title: 'The API server holds the gate',
  expected: 'the policies that phasegate guard prints',
  why: 'Without them an upgrade without the post-renderer, kubectl and GitOps controllers pass the gate by.',
} as const;

/** Told where one was used. */
export const OVERRIDE_LEFT = {
  id: 'override-left',
  title: 'No override is left',
  expected: `no annotation ${GATE_ANNOTATION} that begins with override`,
  why: 'As long as it is there, every step of the workload passes the guard.',
} as const;

/** What no policy covers. */
const NOT_COVERED =
  'not covered: objects that are made anew, deleted workloads, and what configuration files and overrides say';

interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly policyName?: string };
}

const nameOf = (object: unknown): string => textOf(field(object, 'metadata', 'name'));

const isOf = (object: unknown, kind: string, name: string): boolean =>
  field(object, 'kind') === kind && nameOf(object) === name;

/** Whether a binding is about a release: it names neither its namespace nor the release, or those of this one. */
function binds(binding: unknown, scopes: readonly GuardScope[], pack: Pack, policy: string): boolean {
  if (field(binding, 'kind') !== BINDING_KIND || field(binding, 'spec', 'policyName') !== policy)
    return false;
  const resources = field(binding, 'spec', 'matchResources');
  return scopes.some((scope) =>
    guardObjects(pack, scope).some(
      (one) =>
        (one as Printed).spec.policyName === policy &&
        isDeepStrictEqual(field(one, 'spec', 'matchResources'), resources),
    ),
  );
}

/** What is wrong with one policy of a guard, as a part of a sentence; undefined where it stands as it would be printed. */
function problemOf(policy: Printed, found: readonly unknown[], scopes: readonly GuardScope[], pack: Pack) {
  const { name } = policy.metadata;
  const live = found.find((one) => isOf(one, POLICY_KIND, name));
  const bindings = found.filter((one) => binds(one, scopes, pack, name));
  if (live === undefined || bindings.length === 0) return { kind: 'missing', what: `${name} is missing` };
  if (!isDeepStrictEqual(field(live, 'spec'), policy.spec))
    return { kind: 'differs', what: `${name} is not the one that this phasegate prints` };
  if (listOf(field(live, 'status', 'typeChecking', 'expressionWarnings')).length > 0)
    return { kind: 'differs', what: `${name} has warnings of the API server's type checking` };
  const denies = bindings.some((one) => listOf(field(one, 'spec', 'validationActions')).includes('Deny'));
  return denies ? undefined : { kind: 'warns', what: `${name} warns alone` };
}

const PRINT = 'phasegate guard prints it';

/** Whether a guard stands for a release, and whether it is the one that would be printed. */
export async function guardCheck(
  cluster: Pick<Cluster, 'guards'>,
  pack: Pack,
  { namespace, name: release }: { readonly namespace: string; readonly name: string },
): Promise<CheckResult> {
  const answer = await cluster.guards();
  if (!answer.ok) {
    const { what } = answer.error;
    return { ...GUARD_STANDS, status: 'skipped', seen: `could not be asked: ${what}` };
  }
  const scopes = [{}, { namespace }, { release }, { namespace, release }];
  const policies = (guardObjects(pack, {}) as readonly Printed[]).filter(({ kind }) => kind === POLICY_KIND);
  const problems = policies.flatMap((one) => problemOf(one, answer.value, scopes, pack) ?? []);
  const command = `phasegate guard --pack ${pack.name} --namespace ${namespace} | kubectl apply -f -`;
  if (problems.length === 0)
    return {
      ...GUARD_STANDS,
      status: 'ok',
      seen: `${both(policies.map(({ metadata }) => metadata.name))}; ${NOT_COVERED}`,
    };
  const seen = both(problems.map(({ what }) => what));
  if (problems.every(({ kind }) => kind === 'missing') && problems.length === policies.length)
    return { ...GUARD_STANDS, status: 'skipped', seen: `none stands for this release; ${PRINT}`, command };
  const isOnTrial = problems.every(({ kind }) => kind === 'warns');
  return { ...GUARD_STANDS, status: isOnTrial ? 'skipped' : 'failed', seen, command };
}

/** Told where an override stands; it holds nothing up. */
export function overrideCheck(workloads: readonly LiveWorkload[], namespace: string): readonly CheckResult[] {
  const overrides = overridesOn(workloads);
  if (overrides.length === 0) return [];
  const names = overrides.map(({ workload }) => workload).join(' ');
  return [
    {
      ...OVERRIDE_LEFT,
      status: 'skipped',
      seen: firstOf(overrides.map(({ workload, reason }) => `${workload}: ${reason}`)),
      command: `kubectl annotate -n ${namespace} ${names} ${GATE_ANNOTATION}-`,
    },
  ];
}
