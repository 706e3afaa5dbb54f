import type { TextPatch } from '../../manifest/line-edit.ts';
import type { Item, SequenceNode } from '../../manifest/node.ts';
import { textAt } from '../../manifest/query.ts';
import { SequenceDraft } from '../../manifest/sequence-draft.ts';

/** A list of maps (env, ports, volumeMounts) with the items that are to go and to come. */
export class NamedDraft {
  private readonly removed = new Set<number>();
  private readonly added: { lines: string[]; flow: string }[] = [];

  constructor(
    private readonly text: string,
    private readonly sequence: SequenceNode | undefined,
  ) {}

  items(): readonly Item[] {
    return (this.sequence?.items ?? []).filter((_, index) => !this.removed.has(index));
  }

  /** Takes out the first item that the test holds for; says whether there was one. */
  removeFirst(test: (item: Item) => boolean): boolean {
    const index = (this.sequence?.items ?? []).findIndex((item, at) => !this.removed.has(at) && test(item));
    if (index !== -1) this.removed.add(index);
    return index !== -1;
  }

  removeNamed(name: string): boolean {
    return this.removeFirst(({ value }) => textAt(value, 'name') === name);
  }

  named(name: string): Item | undefined {
    return this.items().find(({ value }) => textAt(value, 'name') === name);
  }

  /** Adds an item of plain fields at the end; values are written in double quotes where `quoted` names them. */
  append(fields: Readonly<Record<string, string>>, quoted: readonly string[] = []): boolean {
    if (this.sequence === undefined) return false;
    const lines = Object.entries(fields).map(
      ([key, value]) => `${key}: ${quoted.includes(key) ? JSON.stringify(value) : value}`,
    );
    this.added.push({ lines, flow: JSON.stringify(fields) });
    return true;
  }

  patches(): TextPatch[] {
    if (this.sequence === undefined) return [];
    const draft = new SequenceDraft(this.text, this.sequence);
    for (const index of this.removed) draft.remove(index);
    for (const item of this.added) draft.insertAfter(this.sequence.items.length - 1, item);
    return draft.patches();
  }
}
