import { describe, expect, it } from 'vitest';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';

/** Values, or the place of a refusal; what go-yaml 2.4 says was asked of sigs.k8s.io/yaml 1.6. */
function read(text: string): unknown {
  const values = readValuesText(text, 'v.yaml');
  return values.ok
    ? toJson(values.value)
    : `${values.error.kind} ${values.error.line}:${values.error.column}`;
}

describe('a line separator that no editor shows', () => {
  it.each([
    ['in double quotes', 'a: "x\u2028y"\n', { a: 'x\u2028y' }],
    ['in single quotes', "a: ['x\u2029y', b]\n", { a: ['x\u2029y', 'b'] }],
    ['at the ends of quotes', 'a: "\u2028x\u2029"\n', { a: '\u2028x\u2029' }],
    ['at the end of a comment', '# c\u2028\na: 1 # d\u2029\n', { a: 1 }],
    [
      'between two comments',
      'a: 1 # c\u2028  # d\nb: {c: d, # e\u2028\n  f: 1}\n',
      { a: 1, b: { c: 'd', f: 1 } },
    ],
  ])('is kept or ignored, as Helm does, %s', (_, text, values) => {
    expect(read(text)).toEqual(values);
  });

  it.each([
    ['in a plain text', 'a: x\u2028y\n', '1:5'],
    ['in a block text', 'a: |\n  x\u2028y\n', '2:4'],
    ['in a key', '"x\u2028y": 1\n', '1:3'],
    ['in a key in brackets', 'a: {"x\u2028y": 1}\n', '1:7'],
    ['between blanks in quotes, which Helm takes away', 'a: "x \u2028 y"\n', '1:7'],
    ['before what is a document behind it', 'a: "x\u2028--- y"\n', '1:6'],
    ['before a key that is hidden in a comment', '# c\u2028b: 2\na: 1\n', '1:4'],
    ['before a tab in a comment', 'a: 1 # c\u2028\t# d\n', '1:9'],
    ['in quotes of several lines', 'a: "x\u2028\n  y"\n', '1:6'],
    ['where YAML is broken', 'a: "x\u2028y\n', '1:6'],
  ])('is refused %s', (_, text, place) => {
    expect(read(text)).toBe(`character ${place}`);
  });
});
