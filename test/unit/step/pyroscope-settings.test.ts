import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consequences, ids, judge, side, yielding } from './pyroscope-states.ts';

const dual = (ingester: number, segmentWriter: number) =>
  side('dual', { weights: { ingester, segmentWriter } });

describe('changed weights within dual', () => {
  it('nothing changes, nothing is said', () => {
    expect(consequences(judge(dual(1, 0.5), dual(1, 0.5)))).toBe('');
  });

  it('say what each store gets, and where profiles go', () => {
    expect(judge(dual(1, 1), dual(1, 0.25)).consequences).toEqual([
      expect.stringMatching(/^v2 gets 25 % of all profiles instead of 100 %: .*holes/),
      'of all profiles, 25 % to both, 75 % to v1 alone',
    ]);
    expect(judge(dual(1, 1), dual(0.25, 1)).consequences).toEqual([
      expect.stringMatching(/^v1 gets 25 % .*a rollback to v1 shows holes/),
      'of all profiles, 25 % to both, 75 % to v2 alone',
    ]);
  });

  it('that leave v2 whole again start the 24 hours', () => {
    const text = consequences(judge(dual(1, 0.25), dual(1, 1)));
    expect(text).toMatch(
      /v2 gets 100 % of all profiles instead of 25 %: it is complete from this upgrade on/,
    );
    expect(text).toMatch(/24h in dual count from this upgrade/);
    expect(consequences(judge(dual(0.5, 1), dual(1, 1)))).not.toMatch(/24h/);
  });

  it('below 1 on both sides are refused, on the way into dual as well', () => {
    for (const before of [dual(1, 1), side('v1')]) {
      const judgement = judge(before, dual(0.3, 0.7));
      expect(ids(judgement)).toEqual(['weights-drop-data']);
      expect(judgement.refusals[0]?.what).toContain('drop 30 %');
      expect(consequences(judgement)).toMatch(/30 % to both, 40 % to v2 alone, 30 % nowhere/);
    }
  });

  it('refuse in dual whenever the larger is below 1, and the parts add up to all', () => {
    const weight = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(weight, weight, (ingester, segmentWriter) => {
        const judgement = judge(dual(1, 1), dual(ingester, segmentWriter));
        expect(ids(judgement).includes('weights-drop-data')).toBe(Math.max(ingester, segmentWriter) < 1);
        const routes = judgement.consequences.find((one) => one.startsWith('of all profiles'));
        const parts = [...(routes ?? '').matchAll(/([\d.]+) %/g)].map(([, percent]) => Number(percent));
        if (routes) expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(100);
      }),
    );
  });

  it('of which v2 got a part keep it from being left alone, unless the loss is accepted', () => {
    const { refusals } = judge(dual(1, 0.25), side('v2'), 'v1@0 dual@1!deployed');
    expect(refusals).toMatchObject([{ rule: 'v2-incomplete' }]);
    expect(yielding(dual(1, 0.25), side('v2'))).toEqual(['v2-incomplete']);
    expect(ids(judge(dual(0.25, 1), side('v2')))).toEqual([]);
  });

  it('of which v1 got a part leave holes on the way back', () => {
    expect(consequences(judge(dual(0.25, 1), side('v1')))).toMatch(/v1 got 25 % of all profiles in dual/);
    expect(consequences(judge(dual(1, 0.25), side('v1')))).not.toMatch(/v1 got/);
  });
});

describe('a changed queryBackendFrom', () => {
  const from = (queryBackendFrom: string) => side('dual', { queryBackendFrom });
  const HISTORY = 'v1@0 dual@24!deployed';
  const text = (before: string, after: string, revisions = HISTORY) =>
    consequences(judge(from(before), from(after), revisions));

  it('says who answers for which times', () => {
    expect(text('auto', 'auto')).toBe('');
    expect(text('auto', '2026-11-02T00:00:00Z')).toBe(
      'v1 answers for times before 2026-11-02 00:00 UTC, v2 from then on',
    );
    expect(text('auto', 'never')).toMatch(/v1 answers every query/);
    expect(text('2026-11-02T00:00:00Z', 'auto')).toMatch(/once its first blocks are compacted/);
  });

  it('before the first write to v2 hides what only v1 holds', () => {
    const hidden =
      'v2 answers for times that only v1 has, from 2026-11-01 12:00 UTC to 2026-11-02 00:00 UTC: that data is hidden';
    expect(text('auto', '2026-11-01T12:00:00Z')).toContain(hidden);
    expect(text('auto', '0')).toContain(
      'from 2026-11-01 00:00 UTC to 2026-11-02 00:00 UTC: that data is hidden',
    );
  });

  it('after v2 was on alone hides what only v2 holds', () => {
    const revisions = 'v1@0 dual@24 v2@48 dual@72!deployed';
    expect(text('auto', '2026-11-04T12:00:00Z', revisions)).toContain(
      'v1 answers for times that only v2 has, from 2026-11-03 00:00 UTC to 2026-11-04 00:00 UTC: that data is hidden',
    );
  });
});
