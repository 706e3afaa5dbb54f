import { describe, expect, it } from 'vitest';
import { resolveUserValues, type UserValues } from '../../../src/values/resolve.ts';
import { describeOrigin, lookup, type SetFlagName, toJson } from '../../../src/values/tree.ts';
import { readFile } from './read.ts';

type Given = Partial<UserValues> & { readonly flags?: readonly (readonly [SetFlagName, string])[] };

function resolve({ files = [], flags = [], helm = 4 }: Given) {
  return resolveUserValues({
    files,
    setFlags: flags.map(([flag, text]) => ({ flag, text })),
    readFile,
    helm,
  });
}

function resolved(given: Given): unknown {
  const values = resolve(given);
  return values.ok ? toJson(values.value) : values.error;
}

describe('user values of one command', () => {
  it('nothing given is an empty map', () => {
    expect(resolved({})).toEqual({});
  });

  it('files in their order, then flags', () => {
    const files = [
      { name: 'one.yaml', text: 'a: 1\nb: 1\nc: 1' },
      { name: 'two.yaml', text: 'b: 2\nc: 2' },
    ];
    expect(resolved({ files, flags: [['--set', 'c=3']] })).toEqual({ a: 1, b: 2, c: 3 });
  });

  it('json, set, string, file, literal is the order of the flags, wherever they stand', () => {
    const all: readonly (readonly [SetFlagName, string])[] = [
      ['--set-literal', 'e=literal'],
      ['--set-file', 'd=b.txt,e=b.txt'],
      ['--set-string', 'c=string,d=string,e=string'],
      ['--set', 'b=set,c=set,d=set,e=set'],
      ['--set-json', 'a="json",b="json",c="json",d="json",e="json"'],
    ];
    const expected = { a: 'json', b: 'set', c: 'string', d: '', e: 'literal' };
    expect(resolved({ flags: all })).toEqual(expected);
    expect(resolved({ flags: [...all].reverse() })).toEqual(expected);
  });

  it('flags of one kind keep their order', () => {
    expect(
      resolved({
        flags: [
          ['--set', 'a=1'],
          ['--set', 'a=2'],
        ],
      }),
    ).toEqual({ a: 2 });
  });

  it('every value names what set it', () => {
    const values = resolve({
      files: [{ name: 'prod.yaml', text: 'a:\n  b: 1\n  c: 1\n' }],
      flags: [
        ['--set', 'x=1,a.c=2'],
        ['--set-json', 'j={"k":1}'],
      ],
    });
    if (!values.ok) throw new Error(values.error.message);
    const origin = (...path: string[]) =>
      describeOrigin(lookup(values.value, path)?.origin ?? { kind: 'default', chartVersion: '?' });
    expect([origin('a', 'b'), origin('a', 'c'), origin('x'), origin('j', 'k')]).toEqual([
      'prod.yaml:2:6',
      '--set a.c=2',
      '--set x=1',
      '--set-json j=…',
    ]);
  });

  it('the first broken file or flag is the error', () => {
    const files = [
      { name: 'good.yaml', text: 'a: 1' },
      { name: 'bad.yaml', text: 'a: 1\nb: @' },
    ];
    expect(resolved({ files, flags: [['--set', 'x']] })).toMatchObject({
      file: 'bad.yaml',
      line: 2,
      column: 4,
    });
    expect(resolved({ flags: [['--set', 'a=1,x']] })).toMatchObject({ kind: 'flag-syntax', flag: '--set x' });
  });

  it('Helm 3 and Helm 4 read files of several documents as each of them does', () => {
    const files = [{ name: 'two.yaml', text: 'a: 1\n---\nb: 2' }];
    expect([resolved({ files, helm: 3 }), resolved({ files, helm: 4 })]).toEqual([{ a: 1 }, { a: 1, b: 2 }]);
  });
});
