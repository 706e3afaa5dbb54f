import type { YamlItem, YamlSequence } from '../yaml/node.ts';
import { lineEnd, lineStart, nextLineStart } from '../yaml/places.ts';
import { flowPatches } from './flow-patches.ts';
import { columnOf, lineBreakOf, opensLine, type TextPatch } from './line-edit.ts';

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
