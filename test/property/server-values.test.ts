import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGoDuration, secondsOf } from '../../src/packs/pyroscope/facts/text-parsers.ts';
import { configTakes } from '../../src/packs/pyroscope/facts/value-checks.ts';

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

const digits = (size: bigint): string => String(size < 0n ? -size : size);

/** A duration as Go prints it, of any size. */
function printed(nanoseconds: bigint): string {
  const size = BigInt(digits(nanoseconds));
  const seconds = size / 10n ** 9n;
  const fraction = String(size % 10n ** 9n).padStart(9, '0');
  return `${nanoseconds < 0n ? '-' : ''}${seconds / 3600n}h${(seconds / 60n) % 60n}m${seconds % 60n}.${fraction}s`;
}

describe('durations of the server', () => {
  it.each([LEAST, MOST])('end at %s nanoseconds', (end) => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), (off) => {
        const size = end + off;
        const isHeld = size >= LEAST && size <= MOST;
        expect(isGoDuration(printed(size))).toBe(isHeld);
        expect(isGoDuration(`${size}ns`)).toBe(isHeld);
        expect(isGoDuration(`${size / 1000n}us${digits(size % 1000n)}ns`)).toBe(isHeld);
      }),
    );
  });

  it('are as long as they say', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: LEAST, max: MOST }), (size) => {
        expect(secondsOf(printed(size))).toBe(Number(size) / 1e9);
      }),
    );
  });
});

describe('whole numbers of the server', () => {
  // Servers 1.21.0 and 2.2.1.
  it.each([
    ['int', '9223372036854775807', true],
    ['int', '9223372036854775808', false],
    ['int', '-9223372036854775808', true],
    ['int', '-9223372036854775809', true],
    ['int', '9.223372036854775807e18', true],
    ['int', '9.3e18', false],
    ['int', '-9.3e18', true],
    ['uint', '18446744073709551615', true],
    ['uint', '18446744073709551616', true],
    ['uint', '1.9e19', false],
    ['uint', '-1', false],
  ] as const)('%s takes %s: %s', (kind, text, isTaken) => {
    expect(configTakes({ kind, values: [] }, { type: 'number', text }, false)).toBe(isTaken);
  });
});
