import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { coreData } from '../../src/yaml/core-data.ts';
import { contentBehindEnd, readText } from '../../src/yaml/read.ts';
import { anyBlockText, plainBlockText } from './block-text.ts';
import { mutated } from './mutated-text.ts';

/** Words that the core schema takes for something else than text, and some that only YAML 1.1 does. */
const WORDS = [
  '012',
  '0o17',
  '0x1F',
  '0X1F',
  '0O17',
  '1e3',
  '-.5',
  '+1',
  '1_000',
  'yes',
  'off',
  '.inf',
  '-.INF',
  '.nan',
  '~',
  'Null',
];
const words = fc
  .array(fc.tuple(fc.constantFrom('', '!!str ', '"', '>-\\n  ', '|+\\n  '), fc.constantFrom(...WORDS)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((values) =>
    values
      .map(([head, word], at) => `k${at}: ${head.replace('\\n', '\n')}${word}${head === '"' ? '"' : ''}\n\n`)
      .join(''),
  );

/** What JSON has no form for; the library writes a text of its own for such keys. */
const REFUSED = new Set(['Map keys must be unique', 'only a string can be a key']);

/** Whether the text was compared: what the library refuses or warns of says nothing. */
function readsAlike(text: string): boolean {
  if (text.includes('\0') || contentBehindEnd(text) !== undefined || /\n---(?=\s|$)/.test(text)) return false;
  const theirs = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  if (theirs.errors.length > 0 || theirs.warnings.length > 0 || /[*]/.test(text)) return false;
  const read = readText(text, text.startsWith('---') ? 3 : 0);
  const data = read.ok ? coreData(read.root, text) : read;
  if (!data.ok && 'error' in data && REFUSED.has(data.error.reason)) return false;
  expect(data, JSON.stringify(text)).toMatchObject({ ok: true });
  expect(data.ok && 'value' in data && data.value, JSON.stringify(text)).toEqual(theirs.toJS());
  return true;
}

describe('the data of a tree', () => {
  it.each(['-0: a\n', '00: a\n', '~: a\n', '? null\n- a\n', 'TRUE: a\n', '? |\n  k\n: a\n'])(
    'has the key that the library makes of %j',
    (text) => expect(readsAlike(text)).toBe(true),
  );

  it('is what the yaml library makes of the text by the core schema', () => {
    let compared = 0;
    const texts = fc.oneof(words, plainBlockText, anyBlockText, mutated(plainBlockText));
    fc.assert(
      fc.property(texts, (text) => {
        if (readsAlike(text)) compared += 1;
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(300);
  });
});
