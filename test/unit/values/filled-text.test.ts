import { describe, expect, it } from 'vitest';
import { filledPlace } from '../../../src/values/embedded-text.ts';
import { placesIn } from '../../../src/values/tree.ts';

/** Where a stretch of a filled text is in the file that holds the text with its placeholders. */
function stretch(lines: string, filled: string, wanted: string): string {
  const text = `values: |\n${lines.replaceAll(/^(?=.)/gm, '  ')}`;
  const place = placesIn('f.yaml', text);
  const scalar = { ...place(text.indexOf('|')), end: text.length };
  const at = filledPlace(filled, scalar, { text, place });
  const from = filled.indexOf(wanted);
  return text.slice(at(from).start, at(from + wanted.length).start);
}

describe('a place in a text that is filled in', () => {
  it.each([
    ['a: 1\nb: {{ .x }}\nc: 2\n', 'a: 1\nb: long value\nc: 2\n', '2', '2'],
    ['a: {{ .x }}\n', 'a: long value\n', 'long value', '{{ .x }}'],
    ['a: {{ .x }}\n', 'a: \n', 'a', 'a'],
    ['{x: {{ .x }}, y: {{ .y }}}\n', '{x: 1, y: false}\n', 'false', '{{ .y }}'],
    ['{x: {{ .x }}, y: {{ .y }}}\n', '{x: 1, y: false}\n', 'y', 'y'],
    ['a: pre-{{ .x }}-post\n', 'a: pre-1-post\n', 'pre-1-post', 'pre-{{ .x }}-post'],
    ['{{ .k }}: 1\n\n  \nb: 2\n', 'key: 1\n\n\nb: 2\n', 'key', '{{ .k }}'],
  ])('%j as %j: %j', (lines, filled, wanted, expected) => {
    expect(stretch(lines, filled, wanted)).toBe(expected);
  });

  it('is the start of the text where a filling has more lines', () => {
    expect(stretch('{{ .x }}\nb: 1\n', 'a: 1\nc: 3\nb: 1\n', 'b')).toBe('');
  });
});
