/** One sample: ms, and the 64 bits of its value. */
export type Point = readonly [time: number, bits: bigint];

export type Labels = Readonly<Record<string, string>>;

/** A whole history: each series by the text of its labels, its samples in the order of their times. */
export type History = ReadonlyMap<string, readonly Point[]>;

export const seriesText = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));

export const labelsIn = (text: string): Labels => Object.fromEntries(JSON.parse(text) as [string, string][]);

const view = new DataView(new ArrayBuffer(8));

export function bitsOf(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

export function numberOf(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

export const STALE = 0x7ff0_0000_0000_0002n;
const QUIET_NAN = 0x7ff8_0000_0000_0001n;
const PAYLOAD = 0x7ff8_dead_beef_1234n;
const NEGATIVE_ZERO = 1n << 63n;
const SUBNORMAL = 1n;

/** Numbers that look random and are the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const STEP = 15_000;
const MINUTE = 60_000;

export interface HistoryOptions {
  /** ms; whole minutes. */
  readonly start: number;
  readonly end: number;
  readonly series: number;
  /** Without what a store that rounds does not keep: NaN, ±Inf, −0, subnormals, full mantissas. */
  readonly plain?: boolean;
}

/** Counters and gauges of hosts, and series that show what is easily lost on the way. */
export function historyOf({ start, end, series, plain = false }: HistoryOptions): History {
  const random = numbers(7);
  const history = new Map<string, Point[]>();
  const times = (from: number, to: number, step = STEP): number[] =>
    Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, index) => from + index * step);
  const add = (labels: Labels, points: readonly Point[]): void =>
    void history.set(seriesText(labels), [...points]);
  for (let number = 0; number < series; number++) {
    let total = 0;
    const isGauge = number % 4 === 0 && !plain;
    add(
      { __name__: `metric_${number % 20}`, job: 'node', instance: `host-${number}:9100` },
      times(start, end).map((time) => {
        total += Math.floor(random() * 10);
        return [time, bitsOf(isGauge ? random() : total)];
      }),
    );
  }
  const odd = (name: string, points: readonly Point[], more: Labels = {}): void =>
    add({ __name__: `odd_${name}`, ...more }, points);
  const cycle = (all: readonly bigint[]): Point[] =>
    times(start, end).map((time, index) => [time, all[index % all.length] as bigint]);
  odd('stale', cycle([bitsOf(1), bitsOf(2), STALE]));
  if (!plain) {
    odd('nan', cycle([QUIET_NAN, bitsOf(1), PAYLOAD, STALE]));
    odd('infinite', cycle([bitsOf(Number.POSITIVE_INFINITY), bitsOf(Number.NEGATIVE_INFINITY), bitsOf(3)]));
    odd('zero', cycle([NEGATIVE_ZERO, 0n, NEGATIVE_ZERO, bitsOf(1)]));
    odd('small', cycle([SUBNORMAL, bitsOf(Number.MIN_VALUE * 3), bitsOf(Number.MAX_VALUE), bitsOf(1e-300)]));
    odd('utf8', cycle([bitsOf(4)]), { 'a.b-c': 'grün', emoji: '🦉', quoted: 'a"b\\c\nd' });
  }
  // Begins and ends within slabs, with a gap of more than one.
  odd(
    'gap',
    [
      ...times(start + 7 * MINUTE + 1, start + 22 * MINUTE, 10_000),
      ...times(start + 61 * MINUTE, end - 8 * MINUTE, 30_000),
    ].map((time) => [time, bitsOf(time % 1000)]),
  );
  odd('single', [[start + 33 * MINUTE + 777, bitsOf(42)]]);
  odd('first', [[start, bitsOf(1)]]);
  odd('last', [[end - 1, bitsOf(1)]]);
  // Every second, so that a slab has many chunks.
  odd(
    'dense',
    times(start, Math.min(end, start + 90 * MINUTE), 1000).map((time) => [
      time,
      bitsOf(Math.floor(time / 7000)),
    ]),
  );
  odd(
    'labels',
    cycle([bitsOf(5)]),
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`l${index}`, 'v'.repeat(100)])),
  );
  return history;
}

export const samplesIn = (history: History): number =>
  [...history.values()].reduce((sum, points) => sum + points.length, 0);

/** What differs, as text: samples that are missing, changed, doubled or too many; empty where both are the same to the bit. */
export function differences(
  expected: History,
  held: History,
  isSame = (one: bigint, other: bigint) => one === other,
): readonly string[] {
  const found: string[] = [];
  for (const [series, points] of expected) {
    const there = held.get(series) ?? [];
    const byTime = new Map<number, bigint[]>();
    for (const [time, bits] of there) byTime.set(time, [...(byTime.get(time) ?? []), bits]);
    for (const [time, bits] of points) {
      const values = byTime.get(time) ?? [];
      byTime.delete(time);
      if (values.length === 0) found.push(`${series} ${time}: missing`);
      else if (values.length > 1) found.push(`${series} ${time}: ${values.length} times`);
      else if (!isSame(bits, values[0] as bigint))
        found.push(`${series} ${time}: ${bits.toString(16)} became ${values[0]?.toString(16)}`);
    }
    for (const time of byTime.keys()) found.push(`${series} ${time}: not in the source`);
  }
  for (const series of held.keys()) if (!expected.has(series)) found.push(`${series}: not in the source`);
  // A test that fails on all of them would print for minutes.
  return found.length > 20 ? [...found.slice(0, 20), `and ${found.length - 20} more`] : found;
}
