import { describe, expect, it } from 'vitest';
import { coalesceWithDefaults, mergeValues } from '../../../src/values/merge.ts';
import { describeOrigin, fromJson, isTrueInTemplate, lookup, toJson } from '../../../src/values/tree.ts';
import { tree } from './read.ts';

const merged = (...texts: string[]): unknown => toJson(mergeValues(texts.map((text) => tree(text))));
const coalesced = (user: string, defaults: string, helm: 3 | 4): unknown =>
  toJson(coalesceWithDefaults(tree(user), tree(defaults), helm));

describe('layers of user values', () => {
  it('later wins, maps merge, lists and everything else replace', () => {
    expect(merged('a: {b: 1, c: {d: 2}}\nl: [1, 2]\ns: {x: 1}', 'a: {c: {e: 3}}\nl: [3]\ns: 4')).toEqual({
      a: { b: 1, c: { d: 2, e: 3 } },
      l: [3],
      s: 4,
    });
  });

  it('a null stays, over a map as well, and a map replaces a null', () => {
    expect(merged('a: {b: 1}\nc: ~', 'a: ~\nc: {d: 1}')).toEqual({ a: null, c: { d: 1 } });
  });

  it('no layer is an empty map', () => {
    expect(merged()).toEqual({});
  });

  it('leaves keep the place of the layer that won', () => {
    const node = lookup(mergeValues([tree('a: {b: 1, c: 2}'), tree('a:\n  c: 3')]), ['a', 'c']);
    expect(node && describeOrigin(node.origin)).toBe('values.yaml:2:6');
  });

  it('the layers stay as they were', () => {
    const lower = tree('a: {b: 1}');
    mergeValues([lower, tree('a: {c: 2}')]);
    expect(toJson(lower)).toEqual({ a: { b: 1 } });
  });
});

describe('user values over the defaults of a chart', () => {
  it.each([3, 4] as const)(
    'Helm %i: what the user gives wins, what is left out comes from the chart',
    (helm) => {
      expect(coalesced('a: {b: 1}\nl: [1]', 'a: {b: 0, c: 2}\nl: [2, 3]\nd: 4', helm)).toEqual({
        a: { b: 1, c: 2 },
        l: [1],
        d: 4,
      });
    },
  );

  it.each([3, 4] as const)('Helm %i: a null deletes the default, at any depth', (helm) => {
    expect(coalesced('a: {b: ~}\nc: ~', 'a: {b: 1, d: 2}\nc: {e: 3}', helm)).toEqual({ a: { d: 2 } });
  });

  it.each([3, 4] as const)('Helm %i: a null without a default stays', (helm) => {
    expect(coalesced('x: ~\na: {w: ~}', 'a: {b: 1}', helm)).toEqual({ x: null, a: { w: null, b: 1 } });
  });

  it('Helm 3 keeps null defaults, Helm 4 drops them from maps at any depth', () => {
    const defaults = 'z: ~\nm: {z: ~, o: {p: ~}}\nl: [~, {q: ~}]';
    expect(coalesced('', defaults, 3)).toEqual({
      z: null,
      m: { z: null, o: { p: null } },
      l: [null, { q: null }],
    });
    expect(coalesced('', defaults, 4)).toEqual({ m: { o: {} }, l: [null, { q: null }] });
  });

  it.each([3, 4] as const)('Helm %i: a null over a null default goes at the top and stays below', (helm) => {
    expect(coalesced('z: ~\nm: {z: ~}', 'z: ~\nm: {z: ~}', helm)).toEqual({ m: { z: null } });
  });

  it.each([3, 4] as const)('Helm %i: neither a map nor a single value mix', (helm) => {
    expect(coalesced('a: {b: 1}\nc: 1', 'a: 2\nc: {d: 3}', helm)).toEqual({ a: { b: 1 }, c: 1 });
  });
});

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
