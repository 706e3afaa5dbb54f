import { describe, expect, it } from 'vitest';
import { percent } from '../../../src/report/plan/route-words.ts';
import { soakPercent, soakShare } from '../../../src/report/plan/soak-words.ts';

const HOUR = 3_600_000;

describe('a soak', () => {
  const soak = { phase: 'dual', neededMs: 24 * HOUR, isProvable: true };

  it('is short of 100 % as long as a moment is missing', () => {
    expect(soakPercent({ ...soak, durationMs: 24 * HOUR - 1 })).toBe(99);
    expect(soakPercent({ ...soak, durationMs: 30 * HOUR })).toBe(100);
  });

  it('of no length is done at once', () => {
    expect(soakShare({ ...soak, neededMs: 0, durationMs: 0 })).toBe(1);
  });
});

describe('a share', () => {
  it.each([
    [1, '100 %'],
    [0.125, '12.5 %'],
    [1 / 3, '33.3 %'],
    [0, '0 %'],
  ])('of %d is %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });
});
