import type { TextPatch } from '../../manifest/line-edit.ts';
import { follow } from '../../manifest/query.ts';
import { SequenceDraft } from '../../manifest/sequence-draft.ts';
import type { YamlScalar, YamlSequence } from '../../yaml/node.ts';

/** One command-line flag of a container, as it stands or as it is being changed. */
export interface FlagSlot {
  readonly name: string;
  value: string;
  /** Place in the args; undefined for a flag that an edit adds. */
  readonly index: number | undefined;
  readonly scalar: YamlScalar | undefined;
  /** Written by the chart's templates (or by an edit), not through extraArgs. */
  readonly byChart: boolean;
  removed: boolean;
}

const FLAG = /^--?([^=\s]+)(?:=(.*))?$/s;

interface Flag {
  readonly name: string;
  readonly value: string;
}

function readSlots(sequence: YamlSequence, chart: ChartFlags): FlagSlot[] {
  const slots = sequence.items.flatMap(({ value }, index) => {
    const scalar = follow(value);
    const match = scalar?.kind === 'scalar' ? FLAG.exec(scalar.value) : null;
    if (!match || scalar?.kind !== 'scalar') return [];
    return [
      { name: match[1] ?? '', value: match[2] ?? 'true', index, scalar, byChart: false, removed: false },
    ];
  });
  const first = chartRegion(slots, chart);
  return slots.map((slot, at) => ({ ...slot, byChart: at >= first }));
}

/** Flags that the chart writes in front of its other v2 flags wherever v2 is on. */
const ANCHORS = ['query-backend.address', 'metastore.address'];

/** The chart writes no backend but filesystem. */
const isForeignBackend = (flag: Flag | undefined): boolean =>
  flag?.name === 'storage.backend' && flag.value !== 'filesystem';

/** Where the longest tail of the args begins that follows the templates' order. */
function orderedTail(slots: readonly Flag[], order: readonly string[]): number {
  let rank = order.length;
  let first = slots.length;
  for (let at = slots.length - 1; at >= 0; at -= 1) {
    const here = order.indexOf(slots[at]?.name ?? '');
    if (here === -1 || here >= rank || isForeignBackend(slots[at])) break;
    rank = here;
    first = at;
  }
  return first;
}

const isHardCodedBackend = (flag: Flag | undefined): boolean =>
  flag?.name === 'storage.backend' && flag.value === 'filesystem';

/** In v1 a 1.x chart writes nothing of its own, a 2.x chart the storage architecture and the write path. */
function regionInV1(slots: readonly Flag[], tail: number): number {
  const own = slots.findIndex(
    ({ name, value }, at) =>
      at >= tail && (name === 'architecture.storage' || (name === 'write-path' && value === 'ingester')),
  );
  return own === -1 ? slots.length : own;
}

/**
 * Where the chart's own flags begin. extraArgs stand in front of them in alphabetical order, so the last of those may
 * look like one of the chart's: the region starts at a flag that the chart always writes.
 */
function chartRegion(slots: readonly Flag[], { order, hasV2 }: ChartFlags): number {
  const tail = orderedTail(slots, order);
  const anchor = slots.findIndex(({ name }, at) => at >= tail && ANCHORS.includes(name));
  if (anchor !== -1) return anchor > tail && isHardCodedBackend(slots[anchor - 1]) ? anchor - 1 : anchor;
  if (hasV2 || slots.some(({ name }) => ANCHORS.includes(name))) return tail;
  return order.includes('architecture.storage') ? regionInV1(slots, tail) : slots.length;
}

/** How the chart writes flags: their order, and whether the release was rendered with v2. */
export interface ChartFlags {
  readonly order: readonly string[];
  readonly hasV2: boolean;
}

/** The flags of one container: what they are, and what is to become of them. The last one of a name counts. */
export class FlagsDraft {
  private readonly slots: FlagSlot[];
  private readonly order: readonly string[];

  constructor(
    private readonly text: string,
    private readonly sequence: YamlSequence,
    chart: ChartFlags,
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

  /** Sets a flag once: in place where it is there, behind its siblings where it is not. */
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
    const draft = new SequenceDraft(this.text, this.sequence);
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
