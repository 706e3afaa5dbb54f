import type { YamlItem, YamlSequence } from '../yaml/node.ts';
import { lineEnd, lineStart, nextLineStart } from '../yaml/places.ts';
import { columnOf, lineBreakOf, opensLine, type TextPatch } from './line-edit.ts';

/** What is to go from a flow sequence, and what is to follow which item (-1: in front), as flow text. */
interface FlowChanges {
  readonly removed: ReadonlySet<number>;
  readonly inserted: ReadonlyMap<number, readonly { readonly flow: string }[]>;
}

/** The comma between two items; a new line where the sequence's items are on their own lines. */
function separatorOf(text: string, [first, second]: readonly YamlItem[]): string {
  const between = first && second ? text.slice(first.value.end, second.start) : ', ';
  if (/^\s*,\s*$/.test(between)) return between;
  return between.includes('\n') ? `,${lineBreakOf(text)}${/[^\n]*$/.exec(between)?.[0] ?? ''}` : ', ';
}

/** A removed item goes with the comma in front of it, or behind it where no kept item is in front. */
function removal({ items }: YamlSequence, index: number, firstKept: number): TextPatch {
  const [before, item, next] = [items[index - 1], items[index], items[index + 1]];
  if (index < firstKept) return { start: item?.start ?? 0, end: next?.start ?? 0, text: '' };
  return { start: before?.value.end ?? 0, end: item?.value.end ?? 0, text: '' };
}

/** New items follow the kept item nearest in front of their place, else in front of the first kept one. */
function insertion(text: string, items: readonly YamlItem[], kept: readonly number[], changes: FlowChanges) {
  const separator = separatorOf(text, items);
  const places = [...changes.inserted].toSorted(([a], [b]) => a - b);
  return places.map(([index, added]): TextPatch => {
    const flows = added.map((one) => one.flow);
    const anchor = items[kept.findLast((one) => one <= index) ?? -1];
    if (anchor)
      return { start: anchor.value.end, end: anchor.value.end, text: ['', ...flows].join(separator) };
    const at = items[kept[0] ?? -1]?.start ?? 0;
    return { start: at, end: at, text: [...flows, ''].join(separator) };
  });
}

/** Patches for a sequence written `[…]`: each touches its own items only, so that others may be edited as well. */
function flowPatches(text: string, sequence: YamlSequence, changes: FlowChanges): TextPatch[] {
  const { items, start, end } = sequence;
  const kept = items.flatMap((_, index) => (changes.removed.has(index) ? [] : [index]));
  const [firstKept] = kept;
  if (firstKept === undefined) {
    const added = [...changes.inserted].toSorted(([a], [b]) => a - b).flatMap(([, all]) => all);
    return [{ start, end, text: `[${added.map((one) => one.flow).join(', ')}]` }];
  }
  const gone = [...changes.removed].map((index) => removal(sequence, index, firstKept));
  return [...gone, ...insertion(text, items, kept, changes)];
}

/** A new item in both styles: lines without the dash, the first at column 0, and JSON for `[…]`. */
export interface NewItem {
  readonly lines: readonly string[];
  readonly flow: string;
}

/** Collects changes to one sequence and turns them into patches of the lines they touch. */
export class SequenceEditor {
  readonly removed = new Set<number>();
  readonly inserted = new Map<number, NewItem[]>();

  constructor(
    private readonly text: string,
    readonly sequence: YamlSequence,
  ) {}

  remove(index: number): void {
    this.removed.add(index);
  }

  /** @param index the item to follow, -1 for the front */
  insertAfter(index: number, item: NewItem): void {
    this.inserted.set(index, [...(this.inserted.get(index) ?? []), item]);
  }

  get isEmptied(): boolean {
    return this.removed.size === this.sequence.items.length && this.inserted.size === 0;
  }

  patches(): TextPatch[] {
    if (this.removed.size === 0 && this.inserted.size === 0) return [];
    const ownLines = this.sequence.items.every((item) => opensLine(this.text, item.start));
    if (this.sequence.flow) return flowPatches(this.text, this.sequence, this);
    if (!ownLines) return this.rewrite();
    return this.sequence.items.flatMap((item, index) => this.blockPatches(item, index));
  }

  private blockPatches(item: YamlItem, index: number): TextPatch[] {
    const additions = index === 0 ? [...(this.inserted.get(-1) ?? [])] : [];
    const before = additions.length > 0 ? [this.linesBefore(item, additions)] : [];
    const behind = this.inserted.get(index) ?? [];
    if (this.removed.has(index)) return [...before, this.removal(item, behind)];
    return behind.length > 0 ? [...before, this.linesBehind(item, behind)] : before;
  }

  private removal(item: YamlItem, behind: readonly NewItem[]): TextPatch {
    const lines = this.blockLines(item, behind).map((line) => line + lineBreakOf(this.text));
    return {
      start: lineStart(this.text, item.start),
      end: nextLineStart(this.text, item.value.end),
      text: lines.join(''),
    };
  }

  private linesBefore(item: YamlItem, additions: readonly NewItem[]): TextPatch {
    const start = lineStart(this.text, item.start);
    const lines = this.blockLines(item, additions).map((line) => line + lineBreakOf(this.text));
    return { start, end: start, text: lines.join('') };
  }

  private linesBehind(item: YamlItem, additions: readonly NewItem[]): TextPatch {
    const at = lineEnd(this.text, item.value.end);
    const lines = this.blockLines(item, additions).map((line) => lineBreakOf(this.text) + line);
    return { start: at, end: at, text: lines.join('') };
  }

  private blockLines(sibling: YamlItem, additions: readonly NewItem[]): string[] {
    const indent = ' '.repeat(columnOf(this.text, sibling.start));
    return additions.flatMap(({ lines }) =>
      lines.map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`),
    );
  }

  /** Where block items share lines, what remains is written anew as one flow sequence, each kept item as it was. */
  private rewrite(): TextPatch[] {
    const { items, start, end } = this.sequence;
    const kept = items.flatMap(({ value }, index) => {
      const own = this.removed.has(index) ? [] : [this.text.slice(value.start, value.end)];
      return [...own, ...this.flowBehind(index)];
    });
    return [{ start, end, text: `[${[...this.flowBehind(-1), ...kept].join(', ')}]` }];
  }

  private flowBehind(index: number): string[] {
    return (this.inserted.get(index) ?? []).map((item) => item.flow);
  }
}
