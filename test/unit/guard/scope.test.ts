import { describe, expect, it } from 'vitest';
import { type GuardScope, guardObjects } from '../../../src/guard/objects.ts';
import { type GuardedPack, isApartByRelease } from '../../../src/guard/policy.ts';
import type { KeptResource } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';

interface Shown {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly policyName?: string;
    readonly matchResources?: { readonly namespaceSelector: object; readonly objectSelector: object };
  };
}

const CLAIM: KeptResource = {
  ...{ apiVersion: 'core/v1', resource: 'persistentvolumeclaims', matches: 'true', namesRelease: false },
};
const ROLE: KeptResource = {
  ...{ apiVersion: 'rbac.authorization.k8s.io/v1', resource: 'clusterroles', matches: 'true' },
  isClusterWide: true,
};
const keeping = (...kept: readonly KeptResource[]): GuardedPack => ({
  ...pyroscope,
  phases: [],
  guard: { kept },
});

const shown = (pack: GuardedPack, scope: GuardScope): readonly Shown[] =>
  guardObjects(pack, scope) as Shown[];
const namesOf = (pack: GuardedPack, scope: GuardScope): readonly string[] =>
  shown(pack, scope).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const bindingOf = (pack: GuardedPack, scope: GuardScope): Shown | undefined =>
  shown(pack, scope).find(({ kind }) => kind.endsWith('Binding'));

describe('the scope of a guard', () => {
  it('gives each scope bindings of its own', () => {
    const scopes: readonly GuardScope[] = [
      {},
      { namespace: 'a' },
      { release: 'a' },
      { namespace: 'a', release: 'b-c' },
      { namespace: 'a-b', release: 'c' },
      { namespace: 'b', release: 'a' },
    ];
    const names = scopes.map((scope) => bindingOf(pyroscope, scope)?.metadata.name);
    expect(new Set(names).size).toBe(scopes.length);
  });

  it('shares a policy that no setting makes, and gives each scope its own where one does', () => {
    const one = { namespace: 'a', release: 'b' };
    const policies = (pack: GuardedPack, scope: GuardScope): readonly string[] =>
      namesOf(pack, scope).filter((name) => !name.includes('Binding'));
    expect(policies(pyroscope, one)).toEqual(policies(pyroscope, {}));
    const bySettings = { ...pyroscope, withSettings: () => pyroscope } satisfies GuardedPack;
    const [workloads, claims] = policies(bySettings, one);
    expect(workloads).not.toBe(policies(bySettings, {})[0]);
    expect(claims).toBe(policies(bySettings, {})[1]);
    const [policy, binding] = shown(bySettings, one);
    expect(binding?.spec.policyName).toBe(policy?.metadata.name);
  });

  it('keeps what names no release in every release', () => {
    const scope = { namespace: 'a', release: 'b' };
    const all = bindingOf(keeping(CLAIM), scope);
    expect(all).toEqual(bindingOf(keeping(CLAIM), { namespace: 'a' }));
    expect(all?.spec.matchResources?.objectSelector).toEqual({});
    expect([keeping(CLAIM), keeping(CLAIM, ROLE)].map(isApartByRelease)).toEqual([false, true]);
  });

  it('takes one namespace for all where an object is in none', () => {
    expect(bindingOf(keeping(ROLE), { namespace: 'a' })).toEqual(bindingOf(keeping(ROLE), {}));
  });
});
