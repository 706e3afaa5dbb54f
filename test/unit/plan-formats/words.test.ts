import { describe, expect, it } from 'vitest';
import { percent } from '../../../src/english.ts';
import { percentOf } from '../../../src/report/blocks.ts';
import { soakProgress, soakShare } from '../../../src/report/soak-progress.ts';

const HOUR = 3_600_000;

describe('a soak', () => {
  const soak = { phase: 'dual', neededMs: 24 * HOUR, isProvable: true };
  const percentAt = (durationMs: number): string => percentOf(soakProgress({ ...soak, durationMs }, ''));

  it('is short of 100 % as long as a moment is missing', () => {
    expect(percentAt(24 * HOUR - 1)).toBe('99 %');
    expect(percentAt(30 * HOUR)).toBe('100 %');
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
