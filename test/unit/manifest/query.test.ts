import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/manifest/query.ts';
import { readText } from '../../../src/yaml/read.ts';

/** The text of key `a`, read by the block scanner, or by the library where flow style asks for it. */
function textOf(value: string, style: 'block' | 'flow') {
  const parsed = readText(style === 'block' ? `a: ${value}\n` : `{a: ${value}}\n`);
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  return textAt(parsed.root, 'a');
}

describe.each(['block', 'flow'] as const)('the text of a scalar in %s style', (style) => {
  it.each(['null', 'Null', 'NULL', '~', ''])('is missing where it is a plain %j', (value) => {
    expect(textOf(value, style)).toBeUndefined();
  });

  it.each([
    ['"null"', 'null'],
    ["'null'", 'null'],
    ['"~"', '~'],
    ['""', ''],
    ["''", ''],
  ])('is the quoted word %s, which is a string', (value, text) => {
    expect(textOf(value, style)).toBe(text);
  });
});
