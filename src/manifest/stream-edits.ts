import type { StreamDocument } from '../yaml/documents.ts';
import type { YamlSequence } from '../yaml/node.ts';
import { applyPatches, type TextPatch } from './line-edit.ts';
import type { ParsedObject } from './object.ts';
import { SequenceEditor } from './sequence-editor.ts';

/** What happens to the documents of a stream: patched, dropped, or left as they came. */
export class StreamEdits {
  private readonly patched = new Map<number, TextPatch[]>();
  private readonly dropped = new Set<number>();
  private readonly lists = new Map<YamlSequence, SequenceEditor>();

  patch(document: StreamDocument, patches: readonly TextPatch[]): void {
    if (patches.length === 0) return;
    this.patched.set(document.index, [...(this.patched.get(document.index) ?? []), ...patches]);
  }

  drop(object: ParsedObject): void {
    if (object.listed === undefined) {
      this.dropped.add(object.document.index);
      return;
    }
    const { items, index } = object.listed;
    const list = this.lists.get(items) ?? new SequenceEditor(object.document.text, items);
    this.lists.set(items, list);
    list.remove(index);
    if (list.isEmptied) this.dropped.add(object.document.index);
    this.listDocuments.set(items, object.document);
  }

  private readonly listDocuments = new Map<YamlSequence, StreamDocument>();

  /** The text a document leaves with; empty for a dropped one. */
  textOf(document: StreamDocument): string {
    if (this.dropped.has(document.index)) return '';
    const patches = [...(this.patched.get(document.index) ?? []), ...this.listPatches(document)];
    return patches.length === 0 ? document.text : applyPatches(document.text, patches);
  }

  private listPatches(document: StreamDocument): TextPatch[] {
    if (this.lists.size === 0) return [];
    return [...this.lists].flatMap(([items, draft]) =>
      this.listDocuments.get(items) === document ? draft.patches() : [],
    );
  }
}
