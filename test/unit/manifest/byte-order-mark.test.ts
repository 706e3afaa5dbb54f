import { expect, it } from 'vitest';
import { applyPatches, insertEntryAfter, removeEntry } from '../../../src/manifest/line-edit.ts';
import { NamedListEditor } from '../../../src/manifest/named-list-editor.ts';
import { asMap, asSequence, entryOf } from '../../../src/manifest/query.ts';
import type { YamlMap } from '../../../src/yaml/node.ts';
import { readText } from '../../../src/yaml/read.ts';

const MARK = '\ufeff';

function mapOf(text: string): YamlMap {
  const read = readText(text);
  const map = read.ok ? asMap(read.root) : undefined;
  if (map === undefined) throw new Error('no map');
  return map;
}

const NEW = { lines: ['c: 3'], flow: '"c": 3' };

it('an entry behind the first line of a text with a byte order mark stands in the same column', () => {
  const text = `${MARK}a: 1\nb: 2\n`;
  const map = mapOf(text);
  const [first] = map.entries;
  if (first === undefined) throw new Error('no entry');
  expect(applyPatches(text, [insertEntryAfter(text, map, first, NEW)])).toBe(`${MARK}a: 1\nc: 3\nb: 2\n`);
});

it('a byte order mark stays where the entry behind it goes', () => {
  const text = `${MARK}a: 1\nb: 2\n`;
  const map = mapOf(text);
  const [first] = map.entries;
  if (first === undefined) throw new Error('no entry');
  expect(applyPatches(text, [removeEntry(text, map, first)])).toBe(`${MARK}b: 2\n`);
});

it('a list that was empty before stays as it is', () => {
  const text = 'name: a\nenv: []\n';
  const map = mapOf(text);
  const entry = entryOf(map, 'env');
  expect(new NamedListEditor(text, asSequence(entry?.value), { map, entry }).patches()).toEqual([]);
});
