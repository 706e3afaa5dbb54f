import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/step/duration.ts';

const milliseconds = (text: string): number | undefined => {
  const read = parseDuration(text);
  return read.ok ? read.value : undefined;
};

describe('durations', () => {
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
    expect(read.ok ? '' : read.error).toMatch(/24h|longer than/);
  });

  it('are shown in a form that is read again, never longer than they are, by less than the smallest unit shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 * 3_600_000 }), (duration) => {
        const again = milliseconds(formatDuration(duration)) ?? Number.NaN;
        expect(again).toBeLessThanOrEqual(duration);
        expect(duration - again).toBeLessThan(duration >= 3_600_000 ? 60_000 : 1000);
      }),
    );
  });
});
