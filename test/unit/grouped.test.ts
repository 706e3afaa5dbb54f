import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped } from '../../src/english.ts';

describe('grouped', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [2_880_000, '2,880,000'],
    [-12_345, '-12,345'],
    [-100, '-100'],
  ])('writes %d as %s', (number, text) => expect(grouped(number)).toBe(text));

  it('writes every whole number as toLocaleString does', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (number) => grouped(number) === number.toLocaleString('en')));
  });
});
