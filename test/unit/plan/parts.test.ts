import { describe, expect, it } from 'vitest';
import { packNamed } from '../../../src/cli/pack-of-values.ts';
import { plannedComponents, plannedFlags, plannedRoutes, tonesOf } from '../../../src/cli/plan/planned.ts';
import { known, type State } from '../../../src/pack.ts';
import { PACKS } from '../../../src/packs/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { PACK as SMALL, state as stateOfSmall } from '../release/small-pack.ts';
import { stateIn, valuesIn } from '../runbook/state.ts';

const pack = packNamed('pyroscope', PACKS);
const tones = tonesOf(pack.phases);
const writeRoutes = (state: State) => plannedRoutes(state, pack, tones).writes;
const readRoutes = (state: State) => plannedRoutes(state, pack, tones).reads;

const valuesOf = (...[mode, phase, more]: Parameters<typeof valuesIn>): PyroscopeState =>
  stateIn(valuesIn(mode, phase, more));

const on = (chart: string, phase: string, more: Parameters<typeof valuesIn>[2] = {}): PyroscopeState =>
  stateIn(valuesIn('single-binary', phase, more), chart);

function named(before: State, after: State) {
  const components = plannedComponents(before, after, pack.phases, tones);
  return (change: string) =>
    components
      .filter((one) => one.change === change)
      .map(({ name }) => name)
      .toSorted();
}

const V1_ONLY = ['compactor', 'ingester', 'querier', 'query-scheduler', 'store-gateway'];
const V2_ONLY = ['admin', 'compaction-worker', 'metastore', 'query-backend', 'segment-writer'];

describe('components', () => {
  const phase = (one: string) => valuesOf('microservices', one);

  it('come with v2, and go with v1', () => {
    const toDual = named(phase('v1'), phase('dual'));
    expect([toDual('added'), toDual('removed')]).toEqual([V2_ONLY, []]);
    const toV2 = named(phase('dual'), phase('v2'));
    expect([toV2('added'), toV2('removed')]).toEqual([[], V1_ONLY]);
    expect(toV2('kept')).toEqual(expect.arrayContaining([...V2_ONLY, 'distributor', 'query-frontend']));
  });

  it('leave a claim behind, take one along or make one', () => {
    const withClaims = { pyroscope: { persistence: { enabled: true } } };
    const claims = (from: string, to: string) =>
      Object.fromEntries(
        plannedComponents(
          valuesOf('microservices', from, withClaims),
          valuesOf('microservices', to, withClaims),
          pack.phases,
          tones,
        ).map((one) => [one.name, one.claims]),
      );
    expect(claims('dual', 'v2')).toMatchObject({ ingester: 'orphaned', 'segment-writer': 'kept' });
    expect(claims('v1', 'dual')).toMatchObject({ 'segment-writer': 'new', metastore: 'none' });
  });

  it('tell how many pods there are, before and after', () => {
    const more = { pyroscope: { components: { distributor: { replicaCount: 7 } } } };
    const [distributor] = plannedComponents(
      phase('dual'),
      valuesOf('microservices', 'dual', more),
      pack.phases,
      tones,
    ).filter(({ name }) => name === 'distributor');
    expect(distributor).toMatchObject({
      replicasBefore: 2,
      replicasAfter: 7,
      change: 'kept',
      stores: ['v1', 'v2'],
      tone: 'both',
    });
  });

  it('are one StatefulSet of both layers in a single binary', () => {
    expect(
      plannedComponents(valuesOf('single-binary', 'v1'), valuesOf('single-binary', 'v2'), pack.phases, tones),
    ).toEqual([
      expect.objectContaining({
        name: 'all',
        kind: 'StatefulSet',
        stores: ['v1', 'v2'],
        tone: 'both',
        change: 'kept',
        claims: 'kept',
      }),
    ]);
  });
});

describe('writes', () => {
  it.each(['v1', 'v2'] as const)('go to %s alone in its phase', (phase) => {
    expect(writeRoutes(on('2.2.1', phase))).toEqual([
      { store: phase, tone: phase === 'v1' ? 'old' : 'new', share: 1 },
    ]);
  });

  const weights = { storage: { migration: { ingesterWeight: 1, segmentWriterWeight: 0.25 } } };

  it.each([
    ['values of 2.x', '2.2.1', weights, [1, 0.25]],
    ['values that 1.x does not pass on', '1.21.0', weights, [1, 1]],
    [
      'arguments of 1.x',
      '1.21.0',
      { pyroscope: { extraArgs: { 'write-path.segment-writer-weight': '0.5' } } },
      [1, 0.5],
    ],
    [
      'a write-path without weights',
      '2.2.1',
      { pyroscope: { extraArgs: { 'write-path': 'combined' } } },
      [1, 0],
    ],
  ])('are shared in dual as the server draws: %s', (_, chart, more, shares) => {
    expect(writeRoutes(on(chart, 'dual', more)).map(({ share }) => share)).toEqual(shares);
  });

  it('go to one store alone where the write path is said', () => {
    const ingester = { pyroscope: { extraArgs: { 'write-path': 'ingester' } } };
    const segments = { pyroscope: { extraArgs: { 'write-path': 'segment-writer' } } };
    expect(writeRoutes(on('2.2.1', 'dual', ingester))).toEqual([{ store: 'v1', tone: 'old', share: 1 }]);
    expect(writeRoutes(on('2.2.1', 'dual', segments))).toEqual([{ store: 'v2', tone: 'new', share: 1 }]);
  });

  it('go nowhere where both layers are off', () => {
    const off = on('2.2.1', 'v1', { storage: { v1: false, v2: false } });
    expect([writeRoutes(off), readRoutes(off)]).toEqual([[], []]);
  });
});

describe('reads', () => {
  const notes = (chart: string, more: Parameters<typeof valuesIn>[2]) =>
    readRoutes(on(chart, 'dual', more)).map(({ store, note }) => `${store} ${note ?? 'always'}`);
  const migration = (settings: object) => ({ storage: { migration: settings } });

  it.each(['v1', 'v2'] as const)('are answered by %s alone in its phase', (phase) => {
    expect(readRoutes(on('2.2.1', phase))).toEqual([
      { store: phase, tone: phase === 'v1' ? 'old' : 'new', share: 1 },
    ]);
  });

  it.each(['1.21.0', '2.2.1'])('go over by themselves with auto on %s', (chart) => {
    expect(notes(chart, {})).toEqual([
      'v1 before the first compacted v2 block of each tenant',
      'v2 from the first compacted v2 block of each tenant',
    ]);
  });

  it('are split at a time', () => {
    const at = '2026-11-21T11:00:00Z';
    expect(notes('2.2.1', migration({ queryBackendFrom: at }))).toEqual([
      'v1 before 2026-11-21 11:00 UTC',
      'v2 from 2026-11-21 11:00 UTC',
    ]);
  });

  it('all go to v2 where chart 1.x passes no time on, which hides v1', () => {
    expect(notes('1.21.0', migration({ queryBackend: false }))).toEqual(['v2 always']);
    expect(notes('1.21.0', migration({ queryBackendFrom: '' }))).toEqual(['v2 always']);
  });

  it('all stay with v1 where the query backend is off', () => {
    const off = { pyroscope: { extraArgs: { 'enable-query-backend': 'false' } } };
    expect(notes('2.2.1', off)).toEqual(['v1 always']);
  });
});

/** A release with one component of these flags. */
function manifest(name: string, flags: Record<string, string>): State {
  const state = stateIn({});
  const [component] = state.components;
  if (!component) throw new Error('no component');
  const said = Object.entries(flags).map(([flag, value]) => [flag, known(value, 'chart')] as const);
  return { ...state, components: [{ ...component, name, flags: Object.fromEntries(said) }] };
}

describe('flags', () => {
  it('are those that come, go and change, in order', () => {
    const before = manifest('distributor', { b: '1', c: '2', same: 'x' });
    const after = manifest('distributor', { a: '', c: '3', same: 'x' });
    expect(plannedFlags(before, after)).toEqual([
      { component: 'distributor', flag: 'a', after: '' },
      { component: 'distributor', flag: 'b', before: '1' },
      { component: 'distributor', flag: 'c', before: '2', after: '3' },
    ]);
  });

  it('are left out for components that come or go', () => {
    expect(plannedFlags(manifest('ingester', { a: '1' }), manifest('metastore', { a: '2' }))).toEqual([]);
  });

  it('hide credentials', () => {
    const before = manifest('all', { 'storage.s3.secret-access-key': 'hunter2' });
    const after = manifest('all', { 'storage.s3.secret-access-key': 'hunter3' });
    const shown = JSON.stringify(plannedFlags(before, after));
    expect(shown).toContain('storage.s3.secret-access-key');
    expect(shown).not.toContain('hunter');
  });
});

describe('a pack that says little', () => {
  const small = tonesOf(SMALL.phases);

  it('has its routes by the stores of its phases', () => {
    const { writes, reads } = plannedRoutes(stateOfSmall({ archive: { store: 'both' } }), SMALL, small);
    expect(writes).toEqual([
      { store: 'disk', share: 1, tone: 'old' },
      { store: 'bucket', share: 1, tone: 'new' },
    ]);
    expect(reads).toEqual([{ store: 'disk', share: 1, tone: 'old' }]);
  });

  it('has the tones that the order of its phases gives', () => {
    expect(['disk', 'both', 'bucket', 'none'].map((phase) => small.ofPhase(phase).tone)).toEqual([
      'old',
      'both',
      'new',
      undefined,
    ]);
  });
});
