import { describe, expect, it } from 'vitest';
import { guardCheck, overrideCheck } from '../../../src/cli/verify/guard-check.ts';
import { type GuardScope, guardObjects } from '../../../src/guard/objects.ts';
import type { LiveWorkload } from '../../../src/live/workloads.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { err, ok } from '../../../src/result.ts';

const RELEASE = { namespace: 'prof', name: 'pyroscope' };

interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What kubectl lists once a guard was applied. */
const applied = (scope: GuardScope, change: (one: Policy) => object = (one) => one): readonly unknown[] =>
  (JSON.parse(JSON.stringify(guardObjects(pyroscope, scope))) as Policy[]).map(change);

const check = (guards: readonly unknown[]) =>
  guardCheck({ guards: async () => ok(guards) }, pyroscope, RELEASE);

describe('the guard of a release', () => {
  it.each([
    ['everywhere', {}],
    ['in its namespace', { namespace: 'prof' }],
    ['for its name', { release: 'pyroscope' }],
    ['for it alone', { namespace: 'prof', release: 'pyroscope' }],
  ])('stands: %s', async (_, scope) => {
    const { status, seen } = await check(applied(scope));
    expect(status, seen).toBe('ok');
    expect(seen).toContain(
      'phasegate-pyroscope and phasegate-pyroscope-persistentvolumeclaims; not covered: ',
    );
  });

  it.each([
    ['nowhere', []],
    ['in another namespace', applied({ namespace: 'other' })],
    ['for another release', applied({ namespace: 'prof', release: 'other' })],
    [
      'without bindings',
      applied({}, (one) => one).filter((one) => (one as Policy).kind === 'ValidatingAdmissionPolicy'),
    ],
    ['without policies', applied({}).filter((one) => (one as Policy).kind !== 'ValidatingAdmissionPolicy')],
  ])('does not stand: %s', async (_, guards) => {
    const { status, seen, command } = await check(guards);
    expect([status, seen]).toEqual(['skipped', 'none stands for this release; phasegate guard prints it']);
    expect(command).toBe('phasegate guard --pack pyroscope --namespace prof | kubectl apply -f -');
  });

  it('warns alone', async () => {
    const { status, seen } = await check(applied({ isTrial: true }));
    expect([status, seen]).toEqual([
      'skipped',
      'phasegate-pyroscope warns alone and phasegate-pyroscope-persistentvolumeclaims warns alone',
    ]);
  });

  it('is another one, or half of one', async () => {
    const isPolicy = (one: Policy): boolean =>
      one.metadata.name === 'phasegate-pyroscope' && 'failurePolicy' in one.spec;
    const weaker = (one: Policy): object =>
      isPolicy(one) ? { ...one, spec: { ...one.spec, failurePolicy: 'Ignore' } } : one;
    expect(await check(applied({}, weaker))).toMatchObject({
      status: 'failed',
      seen: 'phasegate-pyroscope is not the one that this phasegate prints',
    });
    const half = applied({}).filter((one) => !(one as Policy).metadata.name.endsWith('claims'));
    expect(await check(half)).toMatchObject({
      status: 'failed',
      seen: 'phasegate-pyroscope-persistentvolumeclaims is missing',
    });
    const warned = (one: Policy): object =>
      isPolicy(one)
        ? { ...one, status: { typeChecking: { expressionWarnings: [{ warning: 'no such field' }] } } }
        : one;
    expect(await check(applied({}, warned))).toMatchObject({
      status: 'failed',
      seen: expect.stringContaining('warnings'),
    });
  });

  it('cannot be asked', async () => {
    const problem = { kind: 'forbidden', what: 'No right to list them.', remedy: 'Ask for it.' } as const;
    const { status, seen } = await guardCheck({ guards: async () => err(problem) }, pyroscope, RELEASE);
    expect([status, seen]).toEqual(['skipped', 'could not be asked: No right to list them.']);
  });
});

describe('an override', () => {
  const workload = (name: string, on: 'annotations' | 'podAnnotations', word: string): LiveWorkload => ({
    ...{ kind: 'StatefulSet', name, generation: 1, uid: '', labels: {}, annotations: {}, podAnnotations: {} },
    ...{ keepsOldPods: false, managers: [] },
    [on]: { 'phasegate.dev/gate': word },
  });

  it('is told with its reason and with the command that takes it away', () => {
    const workloads = [
      workload('a', 'annotations', 'override restored'),
      workload('b', 'podAnnotations', 'override by hand'),
      workload('c', 'annotations', 'dual-v2 2026-11-30T09:00:00Z overridden=no_pods StatefulSet/c@1.a'),
      workload('d', 'annotations', 'dual-v2 2026-11-30T09:00:00Z soak=25h StatefulSet/d@1.a'),
    ];
    expect(overrideCheck(workloads, 'prof')).toMatchObject([
      {
        ...{ id: 'override-left', status: 'skipped' },
        seen: 'StatefulSet/a: restored, StatefulSet/b: by hand, StatefulSet/c: no pods',
        command: 'kubectl annotate -n prof StatefulSet/a StatefulSet/b StatefulSet/c phasegate.dev/gate-',
      },
    ]);
    expect(overrideCheck(workloads.slice(3), 'prof')).toEqual([]);
  });
});
