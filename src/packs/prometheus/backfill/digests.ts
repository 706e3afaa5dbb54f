import type { SeriesKey } from '../wire/labels.ts';
import { Samples } from '../wire/samples.ts';

const EMPTY = -1;
const one = new Samples();

/**
 * How far a value of a store that rounds may be from the one that was sent: VictoriaMetrics 1.79 and 1.115 keep 12 digits
 * (10,000 random values of ten magnitudes: at most 9.996e-13).
 */
const ROUNDING = 1.001e-12;
/**
 * And how far for the largest beside it: a block of values has one power of ten, by which the largest fits into 63 bits
 * (lib/decimal, CalibrateScale), so that a value below a millionth of it loses digits.
 */
const BESIDE_LARGEST = 1.1e-18;
/** What has fewer than six digits left is not what was sent. */
const COARSEST = 1e-6;

/** The most values that are held to be compared with a store that rounds: 8 MB. */
export const MOST_VALUES = 1_000_000;

/** The NaN by which Prometheus marks the end of a series (`model/value`). */
const isStale = (high: number, low: number): boolean => high === 0x7ff0_0000 && low === 2;
const isNaNBits = (high: number, low: number): boolean =>
  (high & 0x7ff0_0000) === 0x7ff0_0000 && ((high & 0x000f_ffff) !== 0 || low !== 0);

/** How a store keeps values: `exact`, every bit, or `rounded`, some digits of them and no NaN but the stale marker. */
export type Fidelity = 'exact' | 'rounded';

/** Whether a store of that fidelity keeps a value at all. */
export const isStorable = (high: number, low: number, fidelity: Fidelity): boolean =>
  fidelity === 'exact' || isStale(high, low) || !isNaNBits(high, low);

/** How a store that rounds has kept a value: `coarse` with fewer digits than it keeps of others. */
export type Kept = 'kept' | 'coarse' | 'changed';

/**
 * How a store that rounds, was sent one value and holds the other has kept it. A NaN is a stale marker in both: it keeps
 * no other. Zeros have no sign there.
 * @param largest magnitude of the values of the series that are compared
 */
export function keptAs(sent: number, held: number, largest: number): Kept {
  if (sent === held || (Number.isNaN(sent) && Number.isNaN(held))) return 'kept';
  if (!Number.isFinite(sent)) return 'changed';
  const off = Math.abs(sent - held);
  const rounding = ROUNDING * Math.abs(sent);
  if (off <= rounding) return 'kept';
  const isCoarse = off <= rounding + BESIDE_LARGEST * largest && off <= COARSEST * Math.abs(sent);
  return isCoarse ? 'coarse' : 'changed';
}

const storable = new Samples();

/** Those that a store that rounds keeps; the same object where it keeps all, else one that is used again. */
function storableOf(samples: Samples): Samples {
  const { values, length } = samples;
  let index = 0;
  while (index < length && !Number.isNaN(values[index])) index++;
  if (index === length) return samples;
  storable.clear();
  samples.each((time, high, low) => {
    if (isStorable(high, low, 'rounded')) storable.add(time, high, low);
  });
  return storable;
}

/**
 * What one range holds: for each series how many samples, and a checksum over their times and bits. It takes 40 bytes a
 * series, so that a slab of a million series fits into memory. For a store that rounds, a checksum tells nothing of values:
 * there those of the source are held, and what the store holds is compared with them one by one as it comes.
 */
export class Digests {
  #slots = new Int32Array(1024).fill(EMPTY);
  #high = new Int32Array(512);
  #low = new Int32Array(512);
  #counts = new Uint32Array(512);
  #first = new Int32Array(512);
  #second = new Int32Array(512);
  /** Where the values of a series begin. */
  #starts = new Int32Array(512);
  /** Whether what came differs from what the source has at its place. */
  #differs = new Uint8Array(512);
  /** The largest magnitude of the values that are held of a series. */
  #largest = new Float64Array(512);
  #coarse = 0;
  #values = new Float64Array(0);
  #valuesHeld = 0;
  #size = 0;

  /** Those that have samples. */
  get series(): number {
    let series = 0;
    for (let index = 0; index < this.#size; index++) if (this.#counts[index] !== 0) series++;
    return series;
  }

  get samples(): number {
    let sum = 0;
    for (let index = 0; index < this.#size; index++) sum += this.#counts[index] as number;
    return sum;
  }

  clear(): void {
    this.#slots.fill(EMPTY);
    this.#counts.fill(0, 0, this.#size);
    this.#first.fill(0, 0, this.#size);
    this.#second.fill(0, 0, this.#size);
    this.#differs.fill(0, 0, this.#size);
    this.#largest.fill(0, 0, this.#size);
    this.#coarse = 0;
    this.#valuesHeld = 0;
    this.#size = 0;
  }

  /** Whether some of its values were too many to be held, so that nothing can be compared with them. */
  get isOverfull(): boolean {
    return this.#valuesHeld > MOST_VALUES;
  }

  has({ high, low }: SeriesKey): boolean {
    return this.#slots[this.#find(high, low)] !== EMPTY;
  }

  /** The number of a series, a new one where it was not seen before. */
  numberOf({ high, low }: SeriesKey): number {
    const found = this.#find(high, low);
    const known = this.#slots[found] as number;
    if (known !== EMPTY) return known;
    if (this.#size === this.#high.length) {
      this.#grow();
      return this.numberOf({ high, low });
    }
    this.#high[this.#size] = high;
    this.#low[this.#size] = low;
    this.#slots[found] = this.#size;
    return this.#size++;
  }

  /** Takes one sample of a series; they must come in the order of their times. */
  add(number: number, time: number, high: number, low: number): void {
    one.clear();
    one.add(time, high, low);
    this.addAll(number, one, 'exact');
  }

  /**
   * Takes samples of a series of the source as a store of that fidelity would hold them; they must come in the order of
   * their times.
   * @returns how many it would not keep
   */
  addAll(number: number, samples: Samples, fidelity: Fidelity): number {
    if (fidelity === 'exact') {
      this.#count(number, samples);
      return 0;
    }
    const kept = storableOf(samples);
    this.#keep(number, kept);
    this.#count(number, kept, 0);
    return samples.length - kept.length;
  }

  /** Takes samples that a store holds, which is to be compared with the source. */
  addHeld(number: number, samples: Samples, fidelity: Fidelity, source: Digests): void {
    if (fidelity === 'exact') {
      this.#count(number, samples);
      return;
    }
    const kept = storableOf(samples);
    const [high, low] = [this.#high[number] as number, this.#low[number] as number];
    const coarse = source.#coarseOf(high, low, this.count(number), kept);
    if (coarse === undefined) this.#differs[number] = 1;
    else this.#coarse += coarse;
    this.#count(number, kept, 0);
  }

  /** @param mask of the bits of values: 0 where times alone count */
  #count(number: number, { times, bits, length }: Samples, mask = -1): void {
    let first = this.#first[number] as number;
    let second = this.#second[number] as number;
    for (let index = 0; index < length; index++) {
      const time = times[index] as number;
      const high = (bits[2 * index + Samples.high] as number) & mask;
      const low = (bits[2 * index + Samples.low] as number) & mask;
      const upper = Math.floor(time / 2 ** 32) | 0;
      const lower = time | 0;
      first ^= lower;
      first = Math.imul((first << 13) | (first >>> 19), 0x85eb_ca6b) ^ high;
      first = Math.imul((first << 15) | (first >>> 17), 0xc2b2_ae35) ^ low;
      second ^= low ^ upper;
      second = Math.imul((second << 11) | (second >>> 21), 0x9e37_79b1) ^ lower;
      second = Math.imul((second << 17) | (second >>> 15), 0x27d4_eb2f) ^ high;
    }
    this.#counts[number] = (this.#counts[number] as number) + length;
    this.#first[number] = first;
    this.#second[number] = second;
  }

  /** Holds the values of a series side by side. Of NaN only the stale marker is among them, so that its bits do not count. */
  #keep(number: number, { values, length }: Samples): void {
    const before = this.count(number);
    const isApart = before > 0 && (this.#starts[number] as number) + before !== this.#valuesHeld;
    const needed = this.#valuesHeld + length + (isApart ? before : 0);
    if (needed > MOST_VALUES) {
      this.#valuesHeld = Number.POSITIVE_INFINITY;
      return;
    }
    if (needed > this.#values.length) {
      const larger = new Float64Array(Math.min(MOST_VALUES, Math.max(needed, 2 * this.#values.length, 4096)));
      larger.set(this.#values.subarray(0, this.#valuesHeld));
      this.#values = larger;
    }
    if (isApart) {
      const start = this.#starts[number] as number;
      this.#values.copyWithin(this.#valuesHeld, start, start + before);
    }
    if (before === 0 || isApart) this.#starts[number] = this.#valuesHeld;
    this.#values.set(values.subarray(0, length), needed - length);
    this.#valuesHeld = needed;
    let largest = this.#largest[number] as number;
    for (let index = 0; index < length; index++) {
      const magnitude = Math.abs(values[index] as number);
      if (magnitude > largest && magnitude !== Number.POSITIVE_INFINITY) largest = magnitude;
    }
    this.#largest[number] = largest;
  }

  /** How many samples are kept with fewer digits of those that a series has from one on; undefined where one is no kept value. */
  #coarseOf(high: number, low: number, from: number, { values, length }: Samples): number | undefined {
    const number = this.#slots[this.#find(high, low)] as number;
    if (number === EMPTY || from + length > this.count(number)) return undefined;
    let coarse = 0;
    const largest = this.largest(number);
    const start = (this.#starts[number] as number) + from;
    for (let index = 0; index < length; index++) {
      const sent = this.#values[start + index] as number;
      const held = values[index] as number;
      if (sent === held) continue;
      const kept = keptAs(sent, held, largest);
      if (kept === 'changed') return undefined;
      if (kept === 'coarse') coarse++;
    }
    return coarse;
  }

  /** Samples that are held with fewer digits than others. */
  get coarse(): number {
    return this.#coarse;
  }

  /** The largest magnitude of the values of a series, where they are held. */
  largest(number: number): number {
    return this.#largest[number] as number;
  }

  count(number: number): number {
    return this.#counts[number] as number;
  }

  /** The keys of series of which the other, a store's, does not hold just the same samples. */
  notIn(other: Digests): SeriesKey[] {
    const keys: SeriesKey[] = [];
    for (let index = 0; index < this.#size; index++) {
      if (this.#counts[index] === 0) continue;
      const high = this.#high[index] as number;
      const low = this.#low[index] as number;
      const there = other.#slots[other.#find(high, low)] as number;
      const isSame =
        there !== EMPTY &&
        other.#counts[there] === this.#counts[index] &&
        other.#first[there] === this.#first[index] &&
        other.#second[there] === this.#second[index] &&
        other.#differs[there] === 0;
      if (!isSame) keys.push({ high, low });
    }
    return keys;
  }

  /** Whether any series has samples in both. */
  sharesSeries(other: Digests): boolean {
    for (let index = 0; index < this.#size; index++) {
      if (this.#counts[index] === 0) continue;
      const there = other.#slots[other.#find(this.#high[index] as number, this.#low[index] as number)];
      if (there !== EMPTY && other.count(there as number) > 0) return true;
    }
    return false;
  }

  /** One number over all series, for a report: equal contents have equal checksums. */
  checksum(): string {
    let [first, second] = [0, 0];
    for (let index = 0; index < this.#size; index++) {
      if (this.#counts[index] === 0) continue;
      first =
        (first + Math.imul((this.#first[index] as number) ^ (this.#high[index] as number), 0x9e37_79b1)) | 0;
      second =
        (second + Math.imul((this.#second[index] as number) ^ (this.#low[index] as number), 0x85eb_ca6b)) | 0;
    }
    return [first, second].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #find(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = (high ^ Math.imul(low, 0x9e37_79b1)) & mask;
    for (;;) {
      const number = this.#slots[slot] as number;
      if (number === EMPTY || (this.#high[number] === high && this.#low[number] === low)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const twice = <T extends Int32Array | Uint32Array | Uint8Array | Float64Array>(old: T): T => {
      const larger = new (old.constructor as new (length: number) => T)(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.#high = twice(this.#high);
    this.#low = twice(this.#low);
    this.#counts = twice(this.#counts);
    this.#first = twice(this.#first);
    this.#second = twice(this.#second);
    this.#starts = twice(this.#starts);
    this.#differs = twice(this.#differs);
    this.#largest = twice(this.#largest);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    for (let index = 0; index < this.#size; index++)
      this.#slots[this.#find(this.#high[index] as number, this.#low[index] as number)] = index;
  }
}
