/** Where the two halves of a double stand, in memory of this machine. */
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/**
 * Samples of one series, in the order in which they came; used again and again. A value is held as its 64 bits, as a number
 * that is passed on may lose those of a NaN.
 */
export class Samples {
  length = 0;
  /** ms; as many as `length` says. */
  times = new Float64Array(256);
  /** The same as `bits`, to be computed with. */
  values = new Float64Array(256);
  /** Two for each value: `high` and `low` tell which is which. */
  bits = new Uint32Array(this.values.buffer);
  static readonly high = HIGH;
  static readonly low = LOW;

  clear(): void {
    this.length = 0;
  }

  /** @param time ms @param high and low: the 64 bits of the value */
  add(time: number, high: number, low: number): void {
    if (this.length === this.times.length) this.#grow(2 * this.length);
    this.times[this.length] = time;
    this.bits[2 * this.length + HIGH] = high;
    this.bits[2 * this.length + LOW] = low;
    this.length++;
  }

  /** @param value of a NaN, some bits */
  addValue(time: number, value: number): void {
    if (this.length === this.times.length) this.#grow(2 * this.length);
    this.times[this.length] = time;
    this.values[this.length] = value;
    this.length++;
  }

  /** Makes room for more samples at once. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.times.length) this.#grow(Math.max(needed, 2 * this.times.length));
  }

  /** Leaves out those before one time, and those from another one on. They are in the order of their times. */
  cut(from: number, end: number): void {
    const { times, bits, length } = this;
    if (length === 0 || ((times[0] as number) >= from && (times[length - 1] as number) < end)) return;
    this.length = 0;
    for (let index = 0; index < length; index++) {
      const time = times[index] as number;
      if (time >= from && time < end)
        this.add(time, bits[2 * index + HIGH] as number, bits[2 * index + LOW] as number);
    }
  }

  each(take: (time: number, high: number, low: number) => unknown): void {
    for (let index = 0; index < this.length; index++)
      take(
        this.times[index] as number,
        this.bits[2 * index + HIGH] as number,
        this.bits[2 * index + LOW] as number,
      );
  }

  #grow(capacity: number): void {
    const { times, bits } = this;
    this.times = new Float64Array(capacity);
    this.times.set(times);
    this.values = new Float64Array(capacity);
    this.bits = new Uint32Array(this.values.buffer);
    this.bits.set(bits);
  }
}
