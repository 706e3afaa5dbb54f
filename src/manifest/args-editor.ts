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
  /** One or two: servers do not agree on what they take. */
  readonly dashes: string;
  /** The next item, where it holds the value: `--store`, `disk`. */
  readonly valueItem?: YamlScalar;
  /** Written by the chart's templates or by an edit, not by a person. */
  readonly byChart: boolean;
  removed: boolean;
}

const FLAG = /^(--?)([^=\s]+)(?:=(.*))?$/s;

/** Words that YAML takes for a text without quotes, in every version. */
const PLAIN_TEXT = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][\w.-]*$/i;

export interface Flag {
  readonly name: string;
  readonly value: string;
}

function readSlots(sequence: YamlSequence, chart: ChartArgs): FlagSlot[] {
  const items = sequence.items.map(({ value }) => {
    const scalar = follow(value);
    return scalar?.kind === 'scalar' ? scalar : undefined;
  });
  // What comes behind it is no flag, as Go's flag package has it.
  const end = items.findIndex((scalar) => scalar?.value === '--');
  const flagItems = end === -1 ? items : items.slice(0, end);
  const slots = flagItems.flatMap((scalar, index): FlagSlot[] => {
    const [, dashes = '', name = '', word] = FLAG.exec(scalar?.value ?? '') ?? [];
    if (name === '') return [];
    const next = word === undefined ? items[index + 1] : undefined;
    const valueItem = next?.value.startsWith('-') ? undefined : next;
    const value = word ?? valueItem?.value ?? 'true';
    const flag = { name, value, index, scalar, dashes, byChart: false, removed: false };
    return [valueItem === undefined ? flag : { ...flag, valueItem }];
  });
  const first = chart.firstOwn(slots);
  const isKnown = (name: string): boolean => chart.order.length === 0 || chart.order.includes(name);
  return slots.map((slot, at) => ({ ...slot, byChart: at >= first && isKnown(slot.name) }));
}

/** How a chart's templates write a container's args, as far as that is known. */
export interface ChartArgs {
  /** Flags that the templates write, in their order: a new one is put behind those that come before it. */
  readonly order: readonly string[];
  /** Where the templates' own flags begin among all; what is in front came from a person. */
  readonly firstOwn: (flags: readonly Flag[]) => number;
}

/** A value that looks like a flag has to stand behind `=`, where it was an item of its own. */
const joins = ({ value, valueItem }: FlagSlot): boolean =>
  valueItem !== undefined && value !== valueItem.value && value.startsWith('-');

const quotedOnly = (scalar: YamlScalar): YamlScalar | undefined =>
  scalar.style === 'quoted' ? scalar : undefined;

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
    else
      this.insert({
        ...{ name, value, dashes: this.dashesOf(name), byChart: true, removed: false },
        ...{ index: undefined, scalar: undefined },
      });
  }

  /** Those of the flag; of the first one where it is not there. */
  dashesOf(name: string): string {
    return (this.find(name) ?? this.slots[0])?.dashes ?? '-';
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
      last = slot.valueItem === undefined ? slot.index : slot.index + 1;
      if (slot.removed) for (let index = slot.index; index <= last; index += 1) draft.remove(index);
      else {
        replaced.push(...this.replacement(slot));
        if (joins(slot)) draft.remove(last);
      }
    }
    return [...replaced, ...draft.patches()];
  }

  private replacement(slot: FlagSlot): TextPatch[] {
    const { scalar, valueItem } = slot;
    if (valueItem !== undefined && !joins(slot)) {
      const { start, end, value, style } = valueItem;
      if (value === slot.value) return [];
      const isPlain = style !== 'quoted' && PLAIN_TEXT.test(slot.value);
      return [{ start, end, text: isPlain ? slot.value : this.quote(slot.value, quotedOnly(valueItem)) }];
    }
    const text = `${slot.dashes}${slot.name}=${slot.value}`;
    if (!scalar || scalar.value === text) return [];
    if (FLAG.exec(scalar.value)?.[3] === undefined && slot.value === 'true') return [];
    return [{ start: scalar.start, end: scalar.end, text: this.quote(text, scalar) }];
  }

  private newItem(slot: FlagSlot): { lines: string[]; flow: string } {
    const text = `${slot.dashes}${slot.name}=${slot.value}`;
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
