import { describe, expect, it } from 'vitest';
import { set, setExactly, setProblem } from './read.ts';

describe('--set', () => {
  it.each([
    ['a=b', { a: 'b' }],
    ['a.b.c=d', { a: { b: { c: 'd' } } }],
    ['a=1,b.c=2', { a: 1, b: { c: 2 } }],
    ['a=b,', { a: 'b' }],
    ['a=', { a: '' }],
    ['', {}],
    ['a=b=c', { a: 'b=c' }],
    ['a=b c', { a: 'b c' }],
    [' a = b', { ' a ': ' b' }],
    ['a\\.b=1', { 'a.b': 1 }],
    ['a\\=b=1', { 'a=b': 1 }],
    ['a\\[0]=1', { 'a[0]': 1 }],
    ['a=b\\,c', { a: 'b,c' }],
    ['a=\\{b}', { a: '{b}' }],
    ['a=b\\\\', { a: 'b\\' }],
    ['a=b\\', { a: 'b' }],
    ['a=[1]', { a: '[1]' }],
    ['__proto__.a=1', JSON.parse('{"__proto__":{"a":1}}')],
  ])('%s', (text, expected) => {
    expect(JSON.stringify(set('--set', text))).toBe(JSON.stringify(expected));
  });

  it.each([
    ['true', true],
    ['TRUE', true],
    ['tRuE', true],
    ['False', false],
    ['null', null],
    ['NULL', null],
    ['0', 0n],
    ['-1', -1n],
    ['+5', 5n],
    ['-07', -7n],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', '9223372036854775808'],
    ['07', '07'],
    ['00', '00'],
    ['1.5', '1.5'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['1_000', '1_000'],
    ['yes', 'yes'],
    ['on', 'on'],
    ['~', '~'],
    [' true', ' true'],
  ])('types %s', (text, expected) => {
    expect(setExactly('--set', `a=${text}`)).toEqual({ a: expected });
  });

  it.each([
    ['a={b,c}', { a: ['b', 'c'] }],
    ['a={1,true,null,x}', { a: [1, true, null, 'x'] }],
    ['a={b,c},d=e', { a: ['b', 'c'], d: 'e' }],
    ['a={b}c=d', { a: ['b'], c: 'd' }],
    ['a={}', { a: [''] }],
    ['a={b\\,c,\\}}', { a: ['b,c', '}'] }],
    ['a={b\\', 'flag-syntax'],
    ['a={b,c', 'flag-syntax'],
  ])('lists: %s', (text, expected) => {
    expect(set('--set', text)).toEqual(expected);
  });

  it.each([
    ['a[0]=b', { a: ['b'] }],
    ['a[2]=b', { a: [null, null, 'b'] }],
    ['a[0].b=c', { a: [{ b: 'c' }] }],
    ['a[0].b=c,a[0].d=e,a[1].b=f', { a: [{ b: 'c', d: 'e' }, { b: 'f' }] }],
    ['a[1][0]=b', { a: [null, ['b']] }],
    ['a[0]=', { a: [''] }],
    ['a[+1]=b', { a: [null, 'b'] }],
    ['a[01]=b', { a: [null, 'b'] }],
    ['a[0]={b,c}', { a: [['b', 'c']] }],
    ['a[0]', { a: [] }],
    ['a[0].', { a: [] }],
    ['a[0].b=', { a: [] }],
    ['a.', {}],
    ['a.=', {}],
  ])('indices: %s', (text, expected) => {
    expect(set('--set', text)).toEqual(expected);
  });

  it.each([
    ['a', 'flag-syntax'],
    ['a.b', 'flag-syntax'],
    ['a,b=1', 'flag-syntax'],
    ['a=1,,b=2', 'flag-syntax'],
    ['a=1,b', 'flag-syntax'],
    ['a.=1', 'flag-syntax'],
    ['a[0]b=1', 'flag-syntax'],
    ['a[]=1', 'flag-index'],
    ['a[x]=1', 'flag-index'],
    ['a[-1]=1', 'flag-index'],
    ['a[65537]=1', 'flag-index'],
    ['a[99999999999999999999]', 'flag-index'],
    [`${'a.'.repeat(31)}b=1`, 'flag-syntax'],
  ])('refuses %s', (text, kind) => {
    expect(set('--set', text)).toBe(kind);
  });

  it('the greatest index and the longest path are taken', () => {
    const { a } = set('--set', 'a[65536]=x') as { a: unknown[] };
    expect([a.length, a[0], a[65536]]).toEqual([65537, null, 'x']);
    expect(set('--set', `${'a.'.repeat(30)}b=1`)).not.toBe('flag-syntax');
  });

  it('an index that never closes is an error in Helm 3 and nothing at all in Helm 4', () => {
    expect([set('--set', 'a[0', '', 3), set('--set', 'a[0', '', 4)]).toEqual(['flag-index', {}]);
    expect([set('--set', 'a[0][', '', 3), set('--set', 'a[0][', '', 4)]).toEqual(['flag-index', { a: [] }]);
  });

  const base = 'm: {a: 1, z: ~}\nl: [1, {a: 2}, ~, [3]]\ns: text\n"": {x: 1}';
  it.each([
    ['m.b=2', { m: { a: 1, z: null, b: 2 } }],
    ['m=2', { m: 2 }],
    ['l[0]=x', { l: ['x', { a: 2 }, null, [3]] }],
    ['l[1].b=x', { l: [1, { a: 2, b: 'x' }, null, [3]] }],
    ['l[0].b=x', { l: [{ b: 'x' }, { a: 2 }, null, [3]] }],
    ['l[2].b=x', { l: [1, { a: 2 }, { b: 'x' }, [3]] }],
    ['l[2][1]=x', { l: [1, { a: 2 }, [null, 'x'], [3]] }],
    ['l[3][0]=x', { l: [1, { a: 2 }, null, ['x']] }],
    ['l[5]=x', { l: [1, { a: 2 }, null, [3], null, 'x'] }],
    ['l={x}', { l: ['x'] }],
    ['=1', {}],
    ['.x=2', { '': { x: 2 } }],
  ])('over a file: %s', (text, changed) => {
    const unchanged = { m: { a: 1, z: null }, l: [1, { a: 2 }, null, [3]], s: 'text', '': { x: 1 } };
    expect(set('--set', text, base)).toEqual({ ...unchanged, ...changed });
  });

  it.each(['s.a=1', 's[0]=1', 'm[0]=1', 'l.a=1', 'm.z.a=1', 'm.z[0]=1', 'l[0][0]=1', 'l[1][0]=1'])(
    'the file is in the way of %s',
    (text) => {
      expect(set('--set', text, base)).toBe('flag-conflict');
    },
  );
});

describe('--set-string', () => {
  it.each([
    ['a=1,b=true,c=null', { a: '1', b: 'true', c: 'null' }],
    ['a={1,true}', { a: ['1', 'true'] }],
    ['a[0]=07,b=', { a: ['07'], b: '' }],
  ])('%s', (text, expected) => {
    expect(set('--set-string', text)).toEqual(expected);
  });
});

describe('--set-literal', () => {
  it.each([
    ['a=b,c=d', { a: 'b,c=d' }],
    ['a={b,c}', { a: '{b,c}' }],
    ['a.b[0]=\\,', { a: { b: ['\\,'] } }],
    ['a\\.b=c', { 'a\\': { b: 'c' } }],
    ['a,b=1', { 'a,b': '1' }],
    ['a=', { a: '' }],
    ['a', 'flag-syntax'],
    ['a.=', 'flag-syntax'],
  ])('%s', (text, expected) => {
    expect(set('--set-literal', text)).toEqual(expected);
  });
});

describe('--set-file', () => {
  it.each([
    ['a=a.txt', { a: 'content\n' }],
    ['a.b[0]=a.txt,c=b.txt', { a: { b: ['content\n'] }, c: '' }],
    ['a={a.txt,b.txt}', { a: ['content\n', ''] }],
    ['a=', { a: '' }],
    ['a=missing.txt', 'file-unreadable'],
    ['a={}', 'file-unreadable'],
    ['a= a.txt', 'file-unreadable'],
  ])('%s', (text, expected) => {
    expect(set('--set-file', text)).toEqual(expected);
  });

  it('says which file and why', () => {
    const { message, flag } = setProblem('--set-file', 'a=missing.txt');
    expect(message).toContain('missing.txt cannot be read: no such file');
    expect(flag).toBe('--set-file a=missing.txt');
  });
});
