import type { SeriesKey } from '../wire/labels.ts';
import { Samples } from '../wire/samples.ts';

const EMPTY = -1;
const one = new Samples();

/** How far sums may be apart in a store that rounds: VictoriaMetrics keeps 12 digits of a value. */
const ROUNDING = 1e-9;

/** The NaN by which Prometheus marks the end of a series (`model/value`). */
const isStale = (high: number, low: number): boolean => high === 0x7ff0_0000 && low === 2;
const isNaNBits = (high: number, low: number): boolean =>
  (high & 0x7ff0_0000) === 0x7ff0_0000 && ((high & 0x000f_ffff) !== 0 || low !== 0);

/** How a store keeps values: `exact`, every bit, or `rounded`, some digits of them and no NaN but the stale marker. */
export type Fidelity = 'exact' | 'rounded';

/** Whether a store of that fidelity keeps a value at all. */
export const isStorable = (high: number, low: number, fidelity: Fidelity): boolean =>
  fidelity === 'exact' || isStale(high, low) || !isNaNBits(high, low);

/**
 * What one range holds: for each series how many samples, and a checksum over their times and bits. It takes 44 bytes a
 * series, so that a slab of a million series fits into memory.
 */
export class Digests {
  #slots = new Int32Array(1024).fill(EMPTY);
  #high = new Int32Array(512);
  #low = new Int32Array(512);
  #counts = new Uint32Array(512);
  #first = new Int32Array(512);
  #second = new Int32Array(512);
  #sums = new Float64Array(512);
  #magnitudes = new Float64Array(512);
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
    this.#sums.fill(0, 0, this.#size);
    this.#magnitudes.fill(0, 0, this.#size);
    this.#size = 0;
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
   * Takes samples of a series as a store of that fidelity would hold them; they must come in the order of their times.
   * Of a store that rounds, times count, and how large the values are.
   * @returns how many it would not keep
   */
  addAll(number: number, { times, bits, values, length }: Samples, fidelity: Fidelity): number {
    const isExact = fidelity === 'exact';
    let kept = length;
    let first = this.#first[number] as number;
    let second = this.#second[number] as number;
    let sum = 0;
    let magnitude = 0;
    for (let index = 0; index < length; index++) {
      const time = times[index] as number;
      let high = bits[2 * index + Samples.high] as number;
      let low = bits[2 * index + Samples.low] as number;
      if (!isExact) {
        if (!isStorable(high, low, fidelity)) {
          kept--;
          continue;
        }
        high = low = 0;
        const value = values[index] as number;
        if (Number.isFinite(value)) {
          sum += value;
          magnitude += Math.abs(value);
        }
      }
      const upper = Math.floor(time / 2 ** 32) | 0;
      const lower = time | 0;
      first ^= lower;
      first = Math.imul((first << 13) | (first >>> 19), 0x85eb_ca6b) ^ high;
      first = Math.imul((first << 15) | (first >>> 17), 0xc2b2_ae35) ^ low;
      second ^= low ^ upper;
      second = Math.imul((second << 11) | (second >>> 21), 0x9e37_79b1) ^ lower;
      second = Math.imul((second << 17) | (second >>> 15), 0x27d4_eb2f) ^ high;
    }
    this.#counts[number] = (this.#counts[number] as number) + kept;
    this.#first[number] = first;
    this.#second[number] = second;
    if (isExact) return 0;
    this.#sums[number] = (this.#sums[number] as number) + sum;
    this.#magnitudes[number] = (this.#magnitudes[number] as number) + magnitude;
    return length - kept;
  }

  count(number: number): number {
    return this.#counts[number] as number;
  }

  /** The keys of series of which the other does not hold just the same samples. */
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
        Math.abs((other.#sums[there] as number) - (this.#sums[index] as number)) <=
          ROUNDING * (this.#magnitudes[index] as number);
      if (!isSame) keys.push({ high, low });
    }
    return keys;
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
    const twice = <T extends Int32Array | Uint32Array | Float64Array>(old: T): T => {
      const larger = new (old.constructor as new (length: number) => T)(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.#high = twice(this.#high);
    this.#low = twice(this.#low);
    this.#counts = twice(this.#counts);
    this.#first = twice(this.#first);
    this.#second = twice(this.#second);
    this.#sums = twice(this.#sums);
    this.#magnitudes = twice(this.#magnitudes);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    for (let index = 0; index < this.#size; index++)
      this.#slots[this.#find(this.#high[index] as number, this.#low[index] as number)] = index;
  }
}
