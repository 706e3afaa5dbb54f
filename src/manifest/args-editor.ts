import type { YamlScalar, YamlSequence } from '../yaml/node.ts';
import type { TextPatch } from './line-edit.ts';
import { follow } from './query.ts';
import { SequenceEditor } from './sequence-editor.ts';

/** One command-line flag of a container, as it stands or as it is being changed. */
export interface FlagSlot {
  readonly name: string;
  value: string;
  /** Place in the args; undefined for a flag that an edit adds. */
  readonly index: number | undefined;
  readonly scalar: YamlScalar | undefined;
  /** Written by the chart's templates or by an edit, not by a person. */
  readonly byChart: boolean;
  removed: boolean;
}

const FLAG = /^--?([^=\s]+)(?:=(.*))?$/s;

export interface Flag {
  readonly name: string;
  readonly value: string;
}

function readSlots(sequence: YamlSequence, chart: ChartArgs): FlagSlot[] {
  const slots = sequence.items.flatMap(({ value }, index) => {
    const scalar = follow(value);
    const match = scalar?.kind === 'scalar' ? FLAG.exec(scalar.value) : null;
    if (!match || scalar?.kind !== 'scalar') return [];
    return [
      { name: match[1] ?? '', value: match[2] ?? 'true', index, scalar, byChart: false, removed: false },
    ];
  });
  const first = chart.firstOwn(slots);
  return slots.map((slot, at) => ({ ...slot, byChart: at >= first }));
}

/** How a chart's templates write a container's args, as far as that is known. */
export interface ChartArgs {
  /** Flags that the templates write, in their order: a new one is put behind those that come before it. */
  readonly order: readonly string[];
  /** Where the templates' own flags begin among all; what is in front came from a person. */
  readonly firstOwn: (flags: readonly Flag[]) => number;
}

/** The flags of one container: what they are, and what is to become of them. The last one of a name counts. */
export class ArgsEditor {
  private readonly slots: FlagSlot[];
  private readonly order: readonly string[];

  constructor(
    private readonly text: string,
    private readonly sequence: YamlSequence,
    chart: ChartArgs,
  ) {
    this.order = chart.order;
    this.slots = readSlots(sequence, chart);
  }

  all(): readonly FlagSlot[] {
    return this.slots.filter((slot) => !slot.removed);
  }

  find(name: string): FlagSlot | undefined {
    return this.slots.findLast((slot) => slot.name === name && !slot.removed);
  }

  value(name: string): string | undefined {
    return this.find(name)?.value;
  }

  remove(name: string): void {
    for (const slot of this.slots) if (slot.name === name) slot.removed = true;
  }

  /** Sets a flag once: in place where it is there, behind its siblings if it is not. */
  set(name: string, value: string): void {
    const existing = this.find(name);
    for (const slot of this.slots) if (slot.name === name && slot !== existing) slot.removed = true;
    if (existing) existing.value = value;
    else this.insert({ name, value, index: undefined, scalar: undefined, byChart: true, removed: false });
  }

  private insert(slot: FlagSlot): void {
    const rank = this.order.indexOf(slot.name);
    const ahead = this.slots.findLastIndex((other) => {
      const otherRank = this.order.indexOf(other.name);
      return otherRank === -1 || !other.byChart || otherRank < rank;
    });
    this.slots.splice(ahead + 1, 0, slot);
  }

  patches(): TextPatch[] {
    const draft = new SequenceEditor(this.text, this.sequence);
    const replaced: TextPatch[] = [];
    let last = this.slots[0]?.index === undefined ? -1 : (this.slots[0]?.index ?? 0) - 1;
    for (const slot of this.slots) {
      if (slot.index === undefined) {
        if (!slot.removed) draft.insertAfter(last, this.newItem(slot));
        continue;
      }
      last = slot.index;
      if (slot.removed) draft.remove(slot.index);
      else replaced.push(...this.replacement(slot));
    }
    return [...replaced, ...draft.patches()];
  }

  private replacement(slot: FlagSlot): TextPatch[] {
    const { scalar } = slot;
    if (!scalar || scalar.value.replace(/^--?/, '') === `${slot.name}=${slot.value}`) return [];
    if (FLAG.exec(scalar.value)?.[2] === undefined && slot.value === 'true') return [];
    return [
      { start: scalar.start, end: scalar.end, text: this.quote(`-${slot.name}=${slot.value}`, scalar) },
    ];
  }

  private newItem(slot: FlagSlot): { lines: string[]; flow: string } {
    const text = `-${slot.name}=${slot.value}`;
    const sibling = this.slots.find((other) => other.scalar !== undefined)?.scalar;
    return { lines: [this.quote(text, sibling)], flow: JSON.stringify(text) };
  }

  /** As the sibling is quoted; a value that could need escapes is written in double quotes. */
  private quote(text: string, sibling: YamlScalar | undefined): string {
    const mark = sibling?.style === 'quoted' ? this.text[sibling.start] : '';
    if (!/^[\w.:=$()+,/-]+$/.test(text) || sibling === undefined) return JSON.stringify(text);
    return `${mark}${text}${mark}`;
  }
}
