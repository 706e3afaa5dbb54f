import { describe, expect, it } from 'vitest';
import { knownness, nearestKnown, newerChart } from '../../../src/chart/versions.ts';

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

describe('a chart above the newest known one', () => {
  const known = ['1.0.0', '2.2.1'];

  it.each([
    ['2.2.1', undefined],
    ['1.9.0', undefined],
    ['2.2.9', undefined],
    ['2.3.0', false],
    ['3.0.0', true],
  ])('%s: a new major version: %s', (version, isMajor) => {
    expect(newerChart(version, known)?.isMajor).toBe(isMajor);
  });

  it('says what is known', () => {
    expect(newerChart('2.3.0', known)?.what).toBe('chart 2.3.0 is above the newest known version, 2.2.1');
    expect(newerChart('2.3.0', [])).toBeUndefined();
  });
});
