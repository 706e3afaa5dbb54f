import { expect, it } from 'vitest';
import { fromJson, isTrueInTemplate } from '../../../src/values/tree.ts';

const truth = (data: unknown): boolean =>
  isTrueInTemplate(fromJson(data, { kind: 'default', chartVersion: '' }));

it.each([true, 1, -1, 0.5, 5n, 'x', 'false', '0', ' ', [0], [null], { a: null }])('%o is true', (data) => {
  expect(truth(data)).toBe(true);
});

it.each([false, 0, -0, 0n, '', null, [], {}])('%o is false', (data) => {
  expect(truth(data)).toBe(false);
});

it('what is not there is false', () => {
  expect(isTrueInTemplate(undefined)).toBe(false);
});
