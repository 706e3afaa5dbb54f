import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText, earliestText, parseDuration, prometheusDuration, utcTime } from '../../src/times.ts';

const milliseconds = (text: string): number | undefined => {
  const read = parseDuration(text);
  return read.ok ? read.value : undefined;
};

describe('durations of flags', () => {
  it.each([
    ['24h', 86_400_000],
    ['30m', 1_800_000],
    ['0s', 0],
    ['0', 0],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5h', 1_800_000],
    ['250ms', 250],
    [' 2h ', 7_200_000],
    ['90m30s', 5_430_000],
  ])('%s is read as Go reads it', (text, expected) => {
    expect(milliseconds(text)).toBe(expected);
  });

  it.each([
    '',
    '24',
    '1d',
    '-1h',
    'h',
    '1h 30m',
    '24H',
    '1e3h',
    '.h',
    'Infinityh',
    '9'.repeat(400).concat('h'),
  ])('%j is refused, with what to write', (text) => {
    const read = parseDuration(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.error).toMatch(/24h|too long/);
  });
});

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
    [59_999, '59 s'],
    [86_399_999, '23 h 59 min'],
  ])('of %i ms is %s', (milliseconds, words) => {
    expect(durationText(milliseconds)).toBe(words);
  });

  it('is never told longer than it is, and shorter by less than the smallest unit shown', () => {
    const units: Readonly<Record<string, number>> = { d: 24 * HOUR, h: HOUR, min: 60_000, s: 1000 };
    const read = (text: string): number =>
      [...text.matchAll(/(\d+) (\w+)/g)].reduce(
        (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? NaN),
        0,
      );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 * HOUR }), (duration) => {
        const lost = duration - read(durationText(duration));
        expect(lost).toBeGreaterThanOrEqual(0);
        expect(lost).toBeLessThan(duration >= 48 * HOUR ? HOUR : duration >= HOUR ? 60_000 : 1000);
      }),
    );
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

describe('a duration as Prometheus prints it', () => {
  it.each([
    ['31d', 31 * 86_400_000],
    ['1w', 604_800_000],
    ['1d12h', 129_600_000],
    ['0s', 0],
    ['90m', 5_400_000],
    ['500ms', 500],
    ['', undefined],
    ['744h0m0.5s', undefined],
    ['a day', undefined],
  ])('reads %j', (text, milliseconds) => {
    expect(prometheusDuration(text)).toBe(milliseconds);
  });
});
