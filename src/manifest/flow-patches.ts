import type { YamlItem, YamlSequence } from '../yaml/node.ts';
import { lineBreakOf, type TextPatch } from './line-edit.ts';

/** What is to go from a flow sequence, and what is to follow which item (-1: in front), as flow text. */
export interface FlowChanges {
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
export function flowPatches(text: string, sequence: YamlSequence, changes: FlowChanges): TextPatch[] {
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
