import { isDeepStrictEqual } from 'node:util';
import { both } from '../english.ts';
import type { Cluster, InstalledRelease } from '../live/cluster.ts';
import { field, listOf, textOf } from '../live/json.ts';
import type { Pack } from '../pack.ts';
import { BINDING_KIND, type GuardScope, guardObjects, POLICY_KIND } from './policy.ts';

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

interface Problem {
  readonly kind: 'missing' | 'differs' | 'warns';
  /** A part of a sentence. */
  readonly what: string;
}

/** What is wrong with one policy of a guard; undefined where it stands as it would be printed. */
function problemOf(
  policy: Printed,
  found: readonly unknown[],
  scopes: readonly GuardScope[],
  pack: Pack,
): Problem | undefined {
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

/** What a cluster holds of the guard of a release. */
export interface GuardStanding {
  /** `differs`: it is not the one that would be printed, or not all of it. `unknown`: nobody could say. */
  readonly kind: 'stands' | 'differs' | 'warns' | 'none' | 'unknown';
  /** In words. */
  readonly seen: string;
}

/** Whether a guard stands for a release, and whether it is the one that would be printed. */
export async function guardStanding(
  cluster: Pick<Cluster, 'guards'>,
  pack: Pack,
  { namespace, name: release }: Pick<InstalledRelease, 'namespace' | 'name'>,
): Promise<GuardStanding> {
  const answer = await cluster.guards();
  if (!answer.ok) return { kind: 'unknown', seen: `could not be asked: ${answer.error.what}` };
  const scopes = [{}, { namespace }, { release }, { namespace, release }];
  const policies = (guardObjects(pack, {}) as readonly Printed[]).filter(({ kind }) => kind === POLICY_KIND);
  const problems = policies.flatMap((one) => problemOf(one, answer.value, scopes, pack) ?? []);
  if (problems.length === 0)
    return { kind: 'stands', seen: both(policies.map(({ metadata }) => metadata.name)) };
  const seen = both(problems.map(({ what }) => what));
  if (problems.length === policies.length && problems.every(({ kind }) => kind === 'missing'))
    return { kind: 'none', seen: 'none stands for this release; phasegate guard prints it' };
  return { kind: problems.every(({ kind }) => kind === 'warns') ? 'warns' : 'differs', seen };
}
