import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { splitDocuments } from '../../../src/yaml/documents.ts';

const textsOf = (stream: string): readonly string[] => splitDocuments(stream).map(({ text }) => text);

describe('JSON objects that follow one another', () => {
  test.each([
    ['on lines of their own', '{"a": 1}\n{"b": 2}\n', ['{"a": 1}\n', '{"b": 2}\n']],
    ['without anything between', '{"a": {"b": []}}{}', ['{"a": {"b": []}}', '{}']],
    ['with braces and quotes in texts', '{"a": "}{\\""}\n{}', ['{"a": "}{\\""}\n', '{}']],
    ['behind a separator', 'a: 1\n---\n{"b": 2}\n{}\n', ['a: 1\n', '---\n{"b": 2}\n', '{}\n']],
    ['the last one cut off', '{"a": 1}\n{"b": ', ['{"a": 1}\n', '{"b": ']],
  ])('are documents: %s', (_, stream, texts) => {
    expect(textsOf(stream)).toEqual(texts);
  });

  test.each([
    ['one object', '{\n  "a": 1\n}\n'],
    ['a comment behind an object', '{"a": 1}\n# {\n'],
    ['YAML that begins like one', '{a: 1}: {b: 2}\n'],
    ['a quote of YAML with a brace', "{a: '}'}\n"],
  ])('are not seen in %s', (_, stream) => {
    expect(textsOf(stream)).toEqual([stream]);
  });
});

it('loses no byte, whatever the stream holds', () => {
  const part = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    '\n',
    '---\n',
    '{"a": 1}',
    'a: b',
    ' ',
    '\uFEFF',
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const stream = parts.join('');
      expect(textsOf(stream).join('')).toBe(stream);
    }),
  );
});

it('cuts JSON objects where JSON ends them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }),
      fc.constantFrom('', '\n', ' \r\n\t'),
      (objects, between) => {
        const texts = textsOf(objects.map((one) => JSON.stringify(one)).join(between));
        expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(objects)));
      },
    ),
  );
});
