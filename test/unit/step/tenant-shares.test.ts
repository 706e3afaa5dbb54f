import { describe, expect, it } from 'vitest';
import { routes } from '../../../src/packs/pyroscope/steps/routes.ts';
import { stateIn, valuesIn } from '../runbook/state.ts';
import { consequences, judge } from './pyroscope-states.ts';

const inPhase = (phase: string, tenantOverrides: Record<string, object> = {}) =>
  stateIn(valuesIn('single-binary', phase, { pyroscope: { tenantOverrides } }));

const SHARE = { write_path_segment_writer_weight: 0.25 };
const V1_ALONE = { write_path: 'ingester' };

const told = (before: ReturnType<typeof inPhase>, after: ReturnType<typeof inPhase>): string =>
  consequences(judge(before, after));

describe('tenants with shares of their own', () => {
  it('are named beside what a store gets of all', () => {
    const { writes } = routes(inPhase('dual', { shop: SHARE, bank: V1_ALONE }));
    expect(writes).toEqual([
      { store: 'v1', share: 1 },
      { store: 'v2', share: 1, note: 'but tenant bank 0 % and tenant shop 25 %' },
    ]);
  });

  it('are counted where they are many', () => {
    const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, SHARE]));
    expect(routes(inPhase('dual', many)).writes[1]?.note).toBe(
      'but tenant a 25 %, tenant b 25 %, tenant c 25 % and 2 other tenants',
    );
    const { a, b, c, d } = many;
    expect(
      routes(inPhase('dual', { a: a ?? {}, b: b ?? {}, c: c ?? {}, d: d ?? {} })).writes[1]?.note,
    ).toContain('and 1 other tenant');
  });

  it('are not named where theirs are the same', () => {
    const { writes } = routes(inPhase('dual', { shop: { write_path_segment_writer_weight: 1 } }));
    expect(writes.every(({ note }) => note === undefined)).toBe(true);
  });

  it('miss profiles in v2 from the step into dual on', () => {
    const said = told(inPhase('v1'), inPhase('dual', { shop: SHARE }));
    expect(said).toContain(
      'v2 gets 25 % of the profiles of tenant shop: v2, once it is the only store, shows holes from this upgrade on',
    );
    expect(said).toContain('of the profiles of tenant shop, 25 % to both, 75 % to v1 alone');
    expect(said).not.toContain('all profiles');
  });

  it('are told of where their shares change within dual, and the time counts anew once v2 gets all', () => {
    const [shares, whole] = [inPhase('dual', { shop: SHARE, bank: V1_ALONE }), inPhase('dual')];
    expect(told(whole, shares)).toContain('v2 gets 0 % of the profiles of tenant bank instead of 100 %');
    expect(told(shares, whole)).toContain('v2 gets 100 % of the profiles of tenant shop instead of 25 %');
    expect(told(shares, whole)).toContain('the 24h in dual count from this upgrade');
    expect(told(shares, inPhase('dual', { shop: SHARE }))).not.toContain('the 24h in dual count');
  });

  it('are not told of where nothing changes', () => {
    expect(told(inPhase('dual', { shop: SHARE }), inPhase('dual', { shop: SHARE }))).not.toContain('tenant');
  });
});
