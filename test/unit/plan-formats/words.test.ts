import { describe, expect, it } from 'vitest';
import { durationText } from '../../../src/report/duration-text.ts';
import { percent } from '../../../src/report/plan/route-words.ts';
import { soakPercent, soakShare } from '../../../src/report/plan/soak-words.ts';
import { earliestText, utcTime } from '../../../src/report/plan/utc-time.ts';

const HOUR = 3_600_000;

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [45_999, '45 s'],
    [60_000, '1 min'],
    [18 * HOUR + 20 * 60_000, '18 h 20 min'],
    [24 * HOUR - 1, '23 h 59 min'],
    [24 * HOUR, '24 h'],
    [48 * HOUR, '2 d'],
    [76 * HOUR, '3 d 4 h'],
  ])('of %i ms is %s', (milliseconds, words) => {
    expect(durationText(milliseconds)).toBe(words);
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-21T09:20:00+01:00', '2026-11-21 08:20 UTC'],
    ['2026-11-20T23:30:05.123456789-05:00', '2026-11-21 04:30:05 UTC'],
    ['soon', 'soon'],
  ])('%s is shown as %s', (time, words) => {
    expect(utcTime(time)).toBe(words);
  });

  it.each([
    ['2026-11-21T14:00:00.001Z', '2026-11-21 14:00:01 UTC (in 2 h)'],
    ['2026-11-21T12:00:00Z', '2026-11-21 12:00 UTC (now)'],
    ['soon', 'soon'],
  ])('%s as the earliest is told as %s, never too early', (time, words) => {
    expect(earliestText(time, '2026-11-21T12:00:00Z')).toBe(words);
  });
});

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
