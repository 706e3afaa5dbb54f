import type { YamlEntry, YamlItem, YamlMap, YamlSequence } from '../yaml/node.ts';
import { removeEntry, type TextPatch } from './line-edit.ts';
import { asMap, at, follow, textAt } from './query.ts';
import { type NewItem, SequenceEditor } from './sequence-editor.ts';

/** A list of maps (env, ports, volumeMounts) with the items that are to go and to come. */
export class NamedListEditor {
  private readonly removed = new Set<number>();
  private readonly replaced = new Map<YamlItem, TextPatch>();
  private readonly values = new Map<string, string>();
  private readonly added: NewItem[] = [];

  constructor(
    private readonly text: string,
    private readonly sequence: YamlSequence | undefined,
    private readonly owner?: { readonly map: YamlMap; readonly entry: YamlEntry | undefined },
  ) {}

  items(): readonly YamlItem[] {
    return (this.sequence?.items ?? []).filter((_, index) => !this.removed.has(index));
  }

  /** Takes out the first item that the test holds for; says whether there was one. */
  removeFirst(test: (item: YamlItem) => boolean): boolean {
    const index = (this.sequence?.items ?? []).findIndex((item, at) => !this.removed.has(at) && test(item));
    const item = this.sequence?.items[index];
    if (item === undefined) return false;
    this.removed.add(index);
    this.replaced.delete(item);
    this.values.delete(textAt(item.value, 'name') ?? '');
    return true;
  }

  removeNamed(name: string): boolean {
    return this.removeFirst(({ value }) => textAt(value, 'name') === name);
  }

  named(name: string): YamlItem | undefined {
    return this.items().find(({ value }) => textAt(value, 'name') === name);
  }

  /** The value of a named item, with an edit that was made; undefined if it has none. */
  valueOf(name: string): string | undefined {
    return this.values.get(name) ?? textAt(this.named(name)?.value, 'value');
  }

  /** Gives a named item another value in place, in double quotes. */
  setNamedValue(name: string, value: string): boolean {
    const item = this.named(name);
    const found = follow(at(item?.value, 'value'));
    if (item === undefined || found?.kind !== 'scalar') return false;
    this.values.set(name, value);
    const space = found.start === found.end ? ' ' : '';
    this.replaced.set(item, { start: found.start, end: found.end, text: space + JSON.stringify(value) });
    return true;
  }

  /** Puts back an item that was taken out and says just this. */
  private restore(fields: Readonly<Record<string, string>>): boolean {
    const wanted = Object.entries(fields);
    const isSame = ({ value }: YamlItem): boolean =>
      asMap(value)?.entries.length === wanted.length &&
      wanted.every(([key, text]) => textAt(value, key) === text);
    const index = (this.sequence?.items ?? []).findIndex((item, at) => this.removed.has(at) && isSame(item));
    return this.removed.delete(index);
  }

  /**
   * Adds an item of plain fields at the end, or puts back one that was taken out; values are written in double quotes
   * where `quoted` names them.
   */
  append(fields: Readonly<Record<string, string>>, quoted: readonly string[] = []): boolean {
    if (this.sequence === undefined) return false;
    if (this.restore(fields)) return true;
    const lines = Object.entries(fields).map(
      ([key, value]) => `${key}: ${quoted.includes(key) ? JSON.stringify(value) : value}`,
    );
    this.added.push({ lines, flow: JSON.stringify(fields) });
    return true;
  }

  /** Adds an item of any form at the end; the list must be there. */
  add(item: NewItem): void {
    this.added.push(item);
  }

  patches(): TextPatch[] {
    if (this.sequence === undefined) return [];
    const draft = new SequenceEditor(this.text, this.sequence);
    for (const index of this.removed) draft.remove(index);
    for (const item of this.added) draft.insertAfter(this.sequence.items.length - 1, item);
    if (this.removed.size > 0 && draft.isEmptied && this.owner?.entry)
      return [removeEntry(this.text, this.owner.map, this.owner.entry)];
    return [...this.replaced.values(), ...draft.patches()];
  }
}
