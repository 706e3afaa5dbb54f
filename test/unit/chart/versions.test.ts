import { describe, expect, it } from 'vitest';
import { knownness, nearestKnown } from '../../../src/chart/versions.ts';

const KNOWN = ['1.14.0', '1.20.3', '2.1.0', '2.2.1'];

describe('knownness', () => {
  it.each([
    ['2.1.0', 'known'],
    ['v2.1.0', 'known'],
    ['1.14.0', 'known'],
    ['1.5.0', 'older'],
    ['1.20.2', 'between'],
    ['2.2.0', 'between'],
    ['2.2.2', 'newer-patch'],
    ['2.3.0', 'newer-minor'],
    ['3.0.0', 'newer-major'],
    ['10.0.0', 'newer-major'],
  ])('of %s is %s', (version, how) => {
    expect(knownness(version, KNOWN)).toBe(how);
  });
});

describe('nearestKnown', () => {
  it.each([
    ['2.1.0', '2.1.0'],
    ['1.20.2', '1.14.0'],
    ['2.1.9', '2.1.0'],
    ['9.0.0', '2.2.1'],
    ['1.2.3', '1.14.0'],
  ])('of %s is %s', (version, nearest) => {
    expect(nearestKnown(version, KNOWN)).toBe(nearest);
  });

  it('is nothing where nothing is known', () => {
    expect(() => nearestKnown('1.0.0', [])).toThrow(RangeError);
  });
});
