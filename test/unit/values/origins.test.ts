import { describe, expect, it } from 'vitest';
import { applySetFlag } from '../../../src/values/set-flag.ts';
import { describeOrigin, fromJson, lookup, type SetFlagName, toJson } from '../../../src/values/tree.ts';
import { readFile, setProblem, tree } from './read.ts';

function origin(flag: SetFlagName, text: string, ...path: string[]): string {
  const applied = applySetFlag(tree(''), { flag, text }, { readFile });
  const node = applied.ok ? lookup(applied.value, path) : undefined;
  return node ? describeOrigin(node.origin) : 'nowhere';
}

describe('describing where a value comes from', () => {
  it('a file, a flag and a default', () => {
    expect(
      describeOrigin({ kind: 'file', file: 'values/prod.yaml', line: 12, column: 7, start: 0, end: 0 }),
    ).toBe('values/prod.yaml:12:7');
    expect(describeOrigin({ kind: 'flag', flag: '--set', text: 'a.b=true' })).toBe('--set a.b=true');
    expect(describeOrigin({ kind: 'default', chartVersion: '2.0.2' })).toBe('default of chart 2.0.2');
    expect(describeOrigin({ kind: 'default', chartVersion: '' })).toBe('default of the chart');
  });

  it('a flag of several assignments is named by the one that set the value', () => {
    expect(origin('--set', 'x=1,architecture.storage.v2=true,y=2', 'architecture', 'storage', 'v2')).toBe(
      '--set architecture.storage.v2=true',
    );
  });

  it.each([
    ['--set', 'auth.password=hunter2', ['auth', 'password']],
    ['--set-string', 'accessKey=hunter2', ['accessKey']],
    ['--set-literal', 'api_key=hunter2', ['api_key']],
    ['--set', 'dbPassword=x,y=hunter2', ['y']],
    ['--set-json', 'storage={"s3":"hunter2"}', ['storage']],
    ['--set', 'list={hunter2}', ['list']],
    ['--set', `long=${'hunter2'.repeat(20)}`, ['long']],
    ['--set-json', '{"storage":"hunter2"}', ['storage']],
  ] as const)('%s %s hides the value', (flag, text, path) => {
    const shown = origin(flag, text, ...path);
    expect(shown).toMatch(/^--set.*…/);
    expect(shown).not.toContain('hunter2');
  });

  it('a path of --set-file is shown even for a credential', () => {
    expect(origin('--set-file', 'tls.privateKey=a.txt', 'tls', 'privateKey')).toBe(
      '--set-file tls.privateKey=a.txt',
    );
  });

  it.each([
    ['--set', 'password=hunter,2'],
    ['--set', 'auth.token=hunter,hunter=a,b'],
    ['--set-json', 'secret="hunter'],
    ['--set-json', '{"a":"hunter",}'],
  ] as const)('an error of %s %s hides the value as well', (flag, text) => {
    const error = setProblem(flag, text);
    expect(`${error.message} ${error.flag}`).not.toMatch(/=.*hunter|"hunter/);
  });
});

describe('plain data', () => {
  it('goes in and comes out', () => {
    const data = JSON.parse('{"a":[1,"x",null,true,{"b":{}}],"__proto__":{"c":1}}');
    const node = fromJson(data, { kind: 'default', chartVersion: '1.0.0' });
    expect(JSON.stringify(toJson(node))).toBe(JSON.stringify(data));
    expect(lookup(node, ['__proto__', 'c'])).toMatchObject({ value: 1, origin: { chartVersion: '1.0.0' } });
  });

  it('lookup ends where there is no map', () => {
    const node = fromJson({ a: { b: [{ c: 1 }], d: 1 } }, { kind: 'default', chartVersion: '' });
    expect([
      lookup(node, ['a', 'b', '0']),
      lookup(node, ['a', 'd', 'e']),
      lookup(node, ['toString']),
    ]).toEqual([undefined, undefined, undefined]);
    expect(lookup(node, [])).toBe(node);
  });
});
