import { describe, expect, it } from 'vitest';
import { applyPatches } from '../../../src/manifest/line-edit.ts';
import { readableObjects } from '../../../src/manifest/object.ts';
import { asSequence, at } from '../../../src/manifest/query.ts';
import { SequenceEditor } from '../../../src/manifest/sequence-editor.ts';
import { textWithin } from '../../../src/manifest/text-within.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { loadLibrary } from '../../../src/yaml/library.ts';

await loadLibrary();

const within = (document: string) => {
  const [first] = splitDocuments(document).flatMap(readableObjects);
  if (first === undefined) throw new Error('no object');
  const found = textWithin(first, 'data', 'file');
  if (!found?.read.ok) throw new Error('no text');
  const list = asSequence(at(found.read.root, 'list'));
  if (list === undefined) throw new Error('no list');
  return { found, list };
};

const map = (text: string): string => `kind: ConfigMap\ndata:\n  file: |\n${text}`;

/** A document after an item of the list in its file was added, or taken out. */
function edited(document: string, edit: (editor: SequenceEditor) => void): string {
  const { found, list } = within(document);
  const editor = new SequenceEditor(found.text, list);
  edit(editor);
  return applyPatches(document, found.outward(editor.patches()));
}

const add = (index: number) => (editor: SequenceEditor) =>
  editor.insertAfter(index, { lines: ['name: c', 'at:', '  - 1'], flow: '{}' });

describe('edits of a file within an object', () => {
  it.each([
    ['in the middle', map('    list:\n    - name: a\n    - name: b\n    rest: 1\n')],
    ['at its end', map('    list:\n    - name: a\n    - name: b\n')],
    ['at the end of the document, without a line end', map('    list:\n    - name: a\n    - name: b')],
    ['with another key behind it', `${map('    list:\n      - name: a\n      - name: b\n')}  other: 1\n`],
    [
      'indented by two',
      'kind: ConfigMap\ndata:\n  file: |-\n   list:\n   - name: a\n   - name: b\n   rest: 1\n',
    ],
    ['with empty lines', map('\n    list:\n\n    - name: a\n\n    - name: b\n\n    rest: 1\n')],
  ])('put an item in %s', (_, document) => {
    const text = edited(document, add(1));
    const { list } = within(text);
    expect(list.items).toHaveLength(3);
    // Whole lines were put in, and nothing else changed.
    const lines = document.split('\n');
    expect(text.split('\n').filter((line) => !/name: c|at:|- 1/.test(line))).toEqual(lines);
  });

  it.each([0, 1])('take item %i out with its line', (index) => {
    const document = map('    list:\n    - name: a\n    - name: b\n    rest: 1\n');
    const text = edited(document, (editor) => editor.remove(index));
    expect(text).toBe(document.replace(`    - name: ${'ab'[index]}\n`, ''));
  });

  it('takes the last line of the file out without leaving blanks', () => {
    const document = `${map('    list:\n    - name: a\n    - name: b\n')}  other: 1\n`;
    const text = edited(document, (editor) => editor.remove(1));
    expect(text).toBe(document.replace('    - name: b\n', ''));
  });

  it('keeps line ends of Windows', () => {
    const document = map('    list:\n    - name: a\n    - name: b\n').replaceAll('\n', '\r\n');
    const text = edited(document, add(0));
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('does not offer to edit a quoted text', () => {
    const { found } = within('kind: ConfigMap\ndata:\n  file: "list: [a]\\n"\n');
    expect(found.isEditable).toBe(false);
  });
});
