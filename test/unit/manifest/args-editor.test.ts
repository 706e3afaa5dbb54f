import { expect, it } from 'vitest';
import { ArgsEditor } from '../../../src/manifest/args-editor.ts';
import { applyPatches } from '../../../src/manifest/line-edit.ts';
import { asSequence } from '../../../src/manifest/query.ts';
import { readText } from '../../../src/yaml/read.ts';

const CHART = { order: ['store', 'kind'], firstOwn: () => 0 };

function editorOf(text: string): ArgsEditor {
  const read = readText(text);
  const args = read.ok ? asSequence(read.root) : undefined;
  if (args === undefined) throw new Error('no list');
  return new ArgsEditor(text, args, CHART);
}

const TEXT = '- "-kind=a"\n- "--"\n- "-kind=b"\n- "server"\n';

it('what is behind -- is no flag, and stays', () => {
  const editor = editorOf(TEXT);
  expect(editor.all().map(({ name, value }) => [name, value])).toEqual([['kind', 'a']]);
  editor.remove('kind');
  expect(applyPatches(TEXT, editor.patches())).toBe(TEXT.replace('- "-kind=a"\n', ''));
});

it('a new flag is put in front of --', () => {
  const editor = editorOf(TEXT);
  editor.set('store', 'x');
  expect(applyPatches(TEXT, editor.patches()).split('\n').indexOf('- "-store=x"')).toBeLessThan(2);
});

it.each([
  ['- --store\n- disk\n- --kind=a\n', '- --store=-1\n- --kind=a\n'],
  ['["--store", "disk", "--kind=a"]\n', '["--store=-1", "--kind=a"]\n'],
])('a value that looks like a flag is not written in an item of its own: %j', (text, expected) => {
  const editor = editorOf(text);
  editor.set('store', '-1');
  const edited = applyPatches(text, editor.patches());
  expect(edited).toBe(expected);
  expect(editorOf(edited).value('store')).toBe('-1');
});
