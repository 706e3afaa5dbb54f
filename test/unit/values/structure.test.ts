import { describe, expect, it } from 'vitest';
import { problem, values } from './read.ts';

describe('top of the file', () => {
  it.each(['', '\n', '# only a comment\n', '---\n', 'null', '~', '{}', '\ufeff'])(
    '%j is an empty map',
    (text) => {
      expect(values(text)).toEqual({});
    },
  );

  it.each([
    ['[1]', 'list'],
    ['- a', 'list'],
    ['text', 'single value'],
    ['12', 'single value'],
    ['""', 'single value'],
  ])('%j is refused', (text, what) => {
    expect(problem(text)).toMatchObject({ kind: 'not-a-map', line: 1, column: 1 });
    expect(problem(text).message).toContain(what);
  });

  it.each(['{}\na: 1\n', '{a: 1} b\n', '  a: 1\nb: 2\n'])('Helm would not read the rest of %j', (text) => {
    expect(problem(text).kind).toBe('ignored-rest');
  });

  it('a byte order mark does not count as a column', () => {
    expect(problem('\ufeffa: @x')).toMatchObject({ line: 1, column: 4 });
  });
});

describe('documents', () => {
  const two = 'a: {x: 1}\nb: 1\n--- # second\na: {z: 2}\nb: 2\n';

  it('Helm 3 reads the first one', () => {
    expect(values(two, 3)).toEqual({ a: { x: 1 }, b: 1 });
  });

  it('Helm 4 merges all of them', () => {
    expect(values(two, 4)).toEqual({ a: { x: 1, z: 2 }, b: 2 });
  });

  it('an empty first document is all that Helm 3 sees', () => {
    expect([values('---\n---\na: 1', 3), values('---\n---\na: 1', 4)]).toEqual([{}, { a: 1 }]);
  });

  it('Helm 3 does not look into the second document, Helm 4 does', () => {
    const text = 'a: 1\n---\nb: @\n';
    expect(values(text, 3)).toEqual({ a: 1 });
    expect(problem(text, 4)).toMatchObject({ kind: 'syntax', line: 3, column: 4 });
  });

  it('Helm 4 refuses content behind a separator', () => {
    expect(values('--- {a: 1}', 3)).toEqual({ a: 1 });
    expect(problem('b: 1\n--- {a: 1}', 4)).toMatchObject({ kind: 'document-separator', line: 2, column: 1 });
  });

  it('both stop at ...', () => {
    expect([values('a: 1\n...\nb: 2', 3), values('a: 1\n...\nb: 2', 4)]).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('an anchor does not reach into the next document', () => {
    expect(problem('a: &x 1\n---\nb: *x\n', 4)).toMatchObject({ kind: 'unknown-anchor', line: 3, column: 4 });
  });

  it('%YAML 1.2 is refused, 1.1 is not', () => {
    expect(problem('%YAML 1.2\n---\na: yes', 3).kind).toBe('syntax');
    expect(values('%YAML 1.1\n---\na: yes', 3)).toEqual({ a: true });
  });
});

describe('keys', () => {
  it.each([
    ['1', '1'],
    ['010', '8'],
    ['0x10', '16'],
    ['true', 'true'],
    ['yes', 'true'],
    ['off', 'false'],
    ['1.50', '1.5'],
    ['1e6', '1e+06'],
    ['100000.5', '100000.5'],
    ['0.00001', '1e-05'],
    ['123456789.0', '1.2345679e+08'],
    ['.inf', '.inf'],
    ['2001-01-01', '2001-01-01'],
    ['"1"', '1'],
    ['a.b/c', 'a.b/c'],
    ['9223372036854775807', '9223372036854775807'],
    ['__proto__', '__proto__'],
  ])('%s is the key %s', (key, name) => {
    expect(Object.keys(values(`${key}: x`) as object)).toEqual([name]);
  });

  it.each(['~', 'null', '', '9223372036854775808', '{a: 1}', '[a]', '? {a: 1}\n'])('%j is refused', (key) => {
    expect(problem(`b: 1\n${key}: x`)).toMatchObject({ kind: 'map-key', line: 2 });
  });

  it('the last duplicate wins, whole', () => {
    expect(values('a: {b: 1}\nc: 0\na: {d: 2}')).toEqual({ a: { d: 2 }, c: 0 });
  });

  it('__proto__ and constructor are keys like others', () => {
    const read = values('__proto__: {polluted: true}\nconstructor: 1');
    expect(Object.getPrototypeOf(read)).toBeNull();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(JSON.stringify(read)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
  });
});

describe('anchors, aliases and merge keys', () => {
  it('an alias stands for the last anchor before it', () => {
    expect(values('a: &x 1\nb: *x\nc: &x 2\nd: *x\n*x : e')).toEqual({ a: 1, b: 1, c: 2, d: 2, '2': 'e' });
  });

  it.each([
    ['c: {<<: *m, d: 2}', { b: 1, d: 2 }],
    ['c: {<<: *m, b: 2}', { b: 2 }],
    ['c: {b: 2, <<: *m}', { b: 1 }],
    ['c: {<<: [*m, {b: 2, e: 3}]}', { b: 1, e: 3 }],
    ['c: {<<: {<<: *m}}', { b: 1 }],
    ['c: {"<<": 1}', { '<<': 1 }],
    ['c: {!!str <<: 1}', { '<<': 1 }],
    ['c: {!!merge <<: *m}', { b: 1 }],
  ])('%s', (text, expected) => {
    expect(values(`a: &m {b: 1}\n${text}`)).toEqual({ a: { b: 1 }, c: expected });
  });

  it.each(['<<: 1', '<<:', '<<: [1]', '<<: [[{a: 1}]]', 'a: &x 1\n<<: *x'])('%j is no merge', (text) => {
    expect(problem(text).kind).toBe('merge-key');
  });

  it('<< as a value is a text', () => {
    expect(values('a: <<')).toEqual({ a: '<<' });
  });

  it.each([
    ['a: *b\nb: &b 1', 'unknown-anchor', 4],
    ['a: &a [*a]', 'self-reference', 8],
    ['a: &a {b: *a}', 'self-reference', 11],
    ['a: &a {<<: *a}', 'merge-key', 12],
  ])('%j is refused', (text, kind, column) => {
    if (kind === 'merge-key') expect(problem(text).kind).toBe('self-reference');
    else expect(problem(text)).toMatchObject({ kind, line: 1, column });
  });
});

describe('flow collections', () => {
  it('may be indented less than their key', () => {
    const text = 'env: [{\n  name: a, # first\n  list: [\n1, "two, [2]",\n]\n}]\nnext: {\n}\n';
    expect(values(text)).toEqual({ env: [{ name: 'a', list: [1, 'two, [2]'] }], next: {} });
  });

  it('hold plain texts with colons, and JSON without blanks', () => {
    expect(values('a: {u: http://x.y/z, b:c}\nj: {"k":1,"l":[true]}')).toEqual({
      a: { u: 'http://x.y/z', 'b:c': null },
      j: { k: 1, l: [true] },
    });
  });

  it.each(['a: [?x]', 'a: [:x]', 'a: [key:, b]', 'a: {m:}'])(
    '%s is refused: Helm reads it otherwise',
    (text) => {
      expect(problem(text)).toMatchObject({ kind: 'syntax', line: 1 });
    },
  );

  it.each(['a: {b\n: 1}', 'a: {x y #c\n z: 1}', 'a: [\n---\n]'])('%j stays refused', (text) => {
    expect(problem(text, 3).kind).toBe('syntax');
  });
});
