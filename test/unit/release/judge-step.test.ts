import { describe, expect, it } from 'vitest';
import { unsure } from '../../../src/pack.ts';
import { judgeStep } from '../../../src/release/judge-step.ts';
import { NOTHING_PERMITTED } from '../../../src/rules/judge.ts';
import { PACK, state } from './small-pack.ts';

const values = (store: string, more: object = {}) => state({ archive: { store, ...more } });
const judged = (
  before: ReturnType<typeof values>,
  after: ReturnType<typeof values>,
  acceptDataLoss = false,
) => judgeStep(PACK, { before, after, clock: 0, permissions: { ...NOTHING_PERMITTED, acceptDataLoss } });
const outcomes = (...step: Parameters<typeof judged>) =>
  judged(...step).findings.map(({ rule, outcome, by }) => [rule, outcome, by].filter(Boolean).join(' '));

describe('a step', () => {
  it('is judged by rules about steps, and by those that refuse one', () => {
    expect(outcomes(values('disk'), values('both'))).toEqual([]);
    expect(outcomes(values('disk'), values('both', { replicas: 10 }))).toEqual(['too-many refused']);
    expect(outcomes(values('both', { bucket: 'mine' }), values('both'))).toEqual([
      'bucket-gone refused',
      'store-changed refused',
    ]);
  });

  it('yields to what its rule yields to', () => {
    const [before, after] = [values('both', { bucket: 'mine' }), values('both', { replicas: 10 })];
    expect(outcomes(before, after, true)).toEqual([
      'too-many refused',
      'bucket-gone accepted --accept-data-loss',
      'store-changed accepted --accept-data-loss',
    ]);
  });

  it('is refused by what cannot be known as well', () => {
    const [before, after] = [values('both', { bucket: 'mine' }), values('both', { bucket: 'mine' })];
    const [component] = after.components;
    const flags = { bucket: unsure<string>('a Secret holds it') };
    const hidden = {
      ...after,
      setting: () => [{ ...flags.bucket, component: { ...component, flags }, overruled: [] }],
    };
    expect(judged(before, hidden as typeof after).findings).toMatchObject([
      { rule: 'bucket-gone', severity: 'warning', outcome: 'refused' },
    ]);
  });

  it('must be proven where the pack says nothing of it, unless the phase stays', () => {
    expect(judged(values('disk'), values('both')).transition).toEqual({ verified: true });
    expect(judged(values('both'), values('both')).transition).toEqual({ verified: false });
  });
});
