import { describe, expect, it } from 'vitest';
import { set, setProblem } from './read.ts';

describe('--set-json', () => {
  it.each([
    ['a=1', { a: 1 }],
    ['a={"b":[1,2.5,"c",null,true]}', { a: { b: [1, 2.5, 'c', null, true] } }],
    ['a=[1],b="x"', { a: [1], b: 'x' }],
    ['a=1 , b=2', { a: 1, ' b': 2 }],
    ['a=1 b=2', { a: 1, b: 2 }],
    ['a={}b=2', { a: {}, b: 2 }],
    ['a=', { a: null }],
    ['a= ,b=1', { a: null, b: 1 }],
    ['a[0]=1', { a: [1] }],
    ['a[1].b={"c":1}', { a: [null, { b: { c: 1 } }] }],
    ['a="\\u00e9\\/\\ud83d\\ude00\\ud800"', { a: 'é/\u{1F600}\ufffd' }],
    ['a={"b":1,"b":2}', { a: { b: 2 } }],
    ['a=-0.5e2', { a: -50 }],
    ['a=1.2.3=4', { a: 1.2 }],
    ['a=12345678901234567890', { a: 12345678901234567000 }],
    ['a=\u00a0 1', { a: 1 }],
  ])('%s', (text, expected) => {
    expect(set('--set-json', text)).toEqual(expected);
  });

  it.each([
    'a={',
    'a=[1,]',
    'a={"b":1,}',
    'a={b:1}',
    "a='x'",
    'a=nul',
    'a=1.',
    'a=1e',
    'a=-',
    'a=1e999',
    'a="x',
    'a="\t"',
  ])('refuses %j', (text) => {
    expect(set('--set-json', text)).toBe('flag-json');
  });

  it('says where the JSON breaks', () => {
    expect(setProblem('--set-json', 'a={"b" 1}').message).toContain('lacks a : at character 8');
  });

  it('ten thousand levels are refused, not a stack overflow', () => {
    expect(set('--set-json', `a=${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toBe('flag-json');
  });

  it('a whole object merges in Helm 4 and is an error in Helm 3', () => {
    const base = 'a: {b: 1, c: 2}';
    expect(set('--set-json', ' {"a":{"b":null,"d":[]}} ', base, 4)).toEqual({ a: { b: null, c: 2, d: [] } });
    expect(set('--set-json', '{"a":{"b":1}}', base, 3)).toBe('flag-syntax');
    expect(set('--set-json', '{"a":1} x', base, 4)).toBe('flag-json');
  });

  it('__proto__ is a key like others', () => {
    const read = set('--set-json', 'a={"__proto__":{"polluted":true}}') as { a: object };
    expect(Object.keys(read.a)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
