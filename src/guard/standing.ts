import { isDeepStrictEqual } from 'node:util';
import { both } from '../english.ts';
import type { Cluster, InstalledRelease } from '../live/cluster.ts';
import { field, listOf, textOf } from '../live/json.ts';
import type { Pack } from '../pack.ts';
import { BINDING_KIND, type GuardScope, guardObjects, POLICY_KIND } from './objects.ts';
import { asGuarded, type GuardedPack } from './policy.ts';

interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly policyName?: string; readonly matchResources?: object };
}

const nameOf = (object: unknown): string => textOf(field(object, 'metadata', 'name'));

const isOf = (object: unknown, kind: string, name: string): boolean =>
  field(object, 'kind') === kind && nameOf(object) === name;

interface Problem {
  readonly kind: 'missing' | 'differs' | 'warns';
  /** A part of a sentence. */
  readonly what: string;
}

/** A policy and the binding that goes with it, as they would be printed. */
type Printing = readonly [policy: Printed, binding: Printed];

/** What a guard of some scope consists of, policy by policy. */
function printed(pack: GuardedPack, scope: GuardScope): readonly Printing[] {
  const objects = guardObjects(pack, scope) as readonly Printed[];
  return objects.flatMap((policy, index): readonly Printing[] => {
    const binding = objects[index + 1];
    return policy.kind === POLICY_KIND && binding ? [[policy, binding]] : [];
  });
}

/** The bindings in a cluster that are about the same objects; whether they deny does not matter. */
const boundBy = (found: readonly unknown[], { spec }: Printed): readonly unknown[] =>
  found.filter(
    (one) =>
      field(one, 'kind') === BINDING_KIND &&
      field(one, 'spec', 'policyName') === spec.policyName &&
      isDeepStrictEqual(field(one, 'spec', 'matchResources'), spec.matchResources),
  );

/** What is wrong with one policy of a guard; undefined where it stands as it would be printed for one of the scopes. */
function problemOf(scopes: readonly Printing[], found: readonly unknown[]): Problem | undefined {
  const problems = scopes.map(([policy, binding]) => problemIn(policy, boundBy(found, binding), found));
  if (problems.includes(undefined)) return undefined;
  return problems.find((one) => one?.kind !== 'missing') ?? problems[0];
}

function problemIn(
  policy: Printed,
  bindings: readonly unknown[],
  found: readonly unknown[],
): Problem | undefined {
  const { name } = policy.metadata;
  const live = found.find((one) => isOf(one, POLICY_KIND, name));
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
  const guarded = asGuarded(pack);
  if (!guarded.ok) return { kind: 'unknown', seen: `not asked: ${guarded.error.why}` };
  const answer = await cluster.guards();
  if (!answer.ok) return { kind: 'unknown', seen: `could not be asked: ${answer.error.what}` };
  const scopes = [{}, { namespace }, { release }, { namespace, release }];
  const guards = scopes.map((scope) => printed(guarded.value, scope));
  const policies = guards[0] ?? [];
  const problems = policies.flatMap(
    (_, index) =>
      problemOf(
        guards.flatMap((one) => (one[index] ? [one[index]] : [])),
        answer.value,
      ) ?? [],
  );
  if (problems.length === 0)
    return { kind: 'stands', seen: both(policies.map(([{ metadata }]) => metadata.name)) };
  const seen = both(problems.map(({ what }) => what));
  if (problems.length === policies.length && problems.every(({ kind }) => kind === 'missing'))
    return { kind: 'none', seen: 'none stands for this release; phasegate guard prints it' };
  return { kind: problems.every(({ kind }) => kind === 'warns') ? 'warns' : 'differs', seen };
}
