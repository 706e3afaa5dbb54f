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

/** The first item of a list. */
function itemOf(text: string): YamlMap {
  const read = readText(text);
  const map = read.ok ? asMap(asSequence(read.root)?.items[0]?.value) : undefined;
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

// go-yaml, and so Helm's toYaml, writes a key of more than 128 characters this way.
const EXPLICIT = '- a: 1\n  ? b\n  : 2\n';

it.each([
  ['behind an explicit key', 1, '- a: 1\n  ? b\n  : 2\n  c: 3\n'],
  ['in front of an explicit key', 0, '- a: 1\n  c: 3\n  ? b\n  : 2\n'],
])('an entry is put %s', (_, index, expected) => {
  const map = itemOf(EXPLICIT);
  const after = map.entries[index];
  if (after === undefined) throw new Error('no entry');
  expect(applyPatches(EXPLICIT, [insertEntryAfter(EXPLICIT, map, after, NEW)])).toBe(expected);
});

it.each([
  ['- a: 1\n  ? b\n  : 2\n', 1, '- a: 1\n'],
  ['- a: 1\n  ? b\n  : 2\n', 0, '- ? b\n  : 2\n'],
  ['- ? a\n  : 1\n  b: 2\n', 0, '- b: 2\n'],
])('of %j, entry %i is taken out with its question mark', (text, index, expected) => {
  const map = itemOf(text);
  const entry = map.entries[index];
  if (entry === undefined) throw new Error('no entry');
  expect(applyPatches(text, [removeEntry(text, map, entry)])).toBe(expected);
});
