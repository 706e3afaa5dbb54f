import type { HeldSink } from '../wire/export-lines.ts';
import type { SeriesKey } from '../wire/labels.ts';
import { CopySink, type Relabelling } from './copy-range.ts';
import { Digests, isStorable } from './digests.ts';
import type { Range } from './ranges.ts';
import type { ReadBackStore } from './read-back.ts';
import type { WriteQueue } from './write-queue.ts';

/** Reads a range of the source into a sink; tries again by itself, with a sink made anew. */
export type ReadSource = (range: Range, sinkFor: () => CopySink) => Promise<CopySink>;

/** What a comparison of one range came to. */
export interface Comparison {
  readonly range: Range;
  readonly series: number;
  readonly samples: number;
  /** Series that were short when they were first compared. */
  readonly shortSeries: number;
  /** Samples that were sent again. */
  readonly sentAgain: number;
  /** Series of which something is still missing, or held with another value. */
  readonly unequal: number;
  /** Samples for which the destination holds another value, and keeps it. */
  readonly otherValues: number;
  /** Samples that the destination holds more than once. */
  readonly doubled: number;
  /** Over all series of the source. */
  readonly checksum: string;
}

export interface Sides {
  readonly readSource: ReadSource;
  readonly readBack: ReadBackStore;
  readonly relabelling: Relabelling;
  readonly dropHistograms: boolean;
  /** Whether the destination refused a sample in this run: it is missing, and is not sent again. */
  readonly isRefused?: ((key: SeriesKey, time: number) => boolean) | undefined;
  /** Undefined where nothing may be sent. */
  readonly queue: WriteQueue | undefined;
  /** What both sides hold, used again by each comparison: at many series, they are dear to make. */
  readonly digests: { readonly expected: Digests; readonly held: Digests };
  /** Tries again what fails in passing. */
  readonly patiently: <T>(attempt: () => Promise<T>) => Promise<T>;
}

/** Samples of the destination that are held in memory at once while single samples are compared. */
const HELD_AT_ONCE = 500_000;
const ROUNDS = 3;

const textOf = ({ high, low }: SeriesKey): string => `${high},${low}`;

/**
 * Compares a range on both sides and sends again what is missing, sample by sample, so that nothing is stored twice.
 * @param source what is known of the source's range already; it is read where it is left out
 */
export async function compareRange(range: Range, sides: Sides, source?: Digests): Promise<Comparison> {
  const expected = source ?? (await digestOf(range, sides));
  const found: Found = { sentAgain: 0, otherValues: 0, doubled: 0, wrong: new Set() };
  let unequal = await notThere(range, sides, expected);
  const shortSeries = unequal.length;
  for (let round = 0; unequal.length > 0 && round < ROUNDS; round++) {
    const before = found.sentAgain;
    found.otherValues = 0;
    found.doubled = 0;
    found.wrong.clear();
    for (const keys of batches(unequal, expected)) await heal(range, sides, keys, found);
    if (found.sentAgain === before) {
      // Series that only hold more than the source are as they should be.
      unequal = unequal.filter((key) => found.wrong.has(textOf(key)));
      break;
    }
    unequal = await notThere(range, sides, expected);
  }
  return {
    range,
    series: expected.series,
    samples: expected.samples,
    shortSeries,
    sentAgain: found.sentAgain,
    otherValues: found.otherValues,
    doubled: found.doubled,
    unequal: unequal.length,
    checksum: expected.checksum(),
  };
}

async function digestOf(
  range: Range,
  { readSource, relabelling, readBack, dropHistograms, digests: { expected: digests } }: Sides,
): Promise<Digests> {
  await readSource(range, () => {
    digests.clear();
    return new CopySink(undefined, digests, { relabelling, fidelity: readBack.fidelity, dropHistograms });
  });
  return digests;
}

/** Whether the destination holds anything in a range. */
export async function holdsAnything(
  range: Range,
  { readBack, patiently }: Pick<Sides, 'readBack' | 'patiently'>,
): Promise<boolean> {
  let samples = 0;
  const sink: HeldSink = {
    series: () => undefined,
    samples: ({ length }) => {
      samples += length;
    },
  };
  await patiently(() =>
    readBack.read(range, sink, () => {
      samples = 0;
    }),
  );
  return samples > 0;
}

/** Series of the source that the destination does not hold just so. */
async function notThere(
  range: Range,
  { readBack, patiently, digests: { held } }: Sides,
  expected: Digests,
): Promise<SeriesKey[]> {
  let number = 0;
  const sink: HeldSink = {
    series: (key) => {
      number = held.numberOf(key);
    },
    samples: (all) => void held.addAll(number, all, readBack.fidelity),
  };
  await patiently(() => readBack.read(range, sink, () => held.clear()));
  return expected.notIn(held);
}

function* batches(keys: readonly SeriesKey[], expected: Digests): Iterable<ReadonlyMap<string, Held>> {
  let batch = new Map<string, Held>();
  let samples = 0;
  for (const key of keys) {
    batch.set(textOf(key), new Map());
    samples += expected.count(expected.numberOf(key));
    if (samples < HELD_AT_ONCE) continue;
    yield batch;
    batch = new Map();
    samples = 0;
  }
  if (batch.size > 0) yield batch;
}

/** The bits of a value by its time. */
type Held = Map<number, bigint>;

interface Found {
  sentAgain: number;
  otherValues: number;
  doubled: number;
  /** Series that hold a sample twice or with another value, or that lack one which is refused. */
  readonly wrong: Set<string>;
}

/** Sends what single series lack. */
async function heal(
  range: Range,
  sides: Sides,
  held: ReadonlyMap<string, Held>,
  found: Found,
): Promise<void> {
  const { readBack, readSource, relabelling, dropHistograms, queue, patiently, isRefused } = sides;
  let current: Held | undefined;
  let name = '';
  let doubled = 0;
  const twice = new Set<string>();
  const forget = (): void => {
    doubled = 0;
    twice.clear();
    for (const series of held.values()) series.clear();
  };
  await patiently(() =>
    readBack.read(
      range,
      {
        series: (key) => {
          name = textOf(key);
          current = held.get(name);
        },
        samples: (all) => {
          const there = current;
          if (there === undefined) return;
          all.each((time, high, low) => {
            if (there.has(time)) {
              doubled++;
              twice.add(name);
            }
            there.set(time, bitsOf(high, low));
          });
        },
      },
      forget,
    ),
  );
  const isExact = readBack.fidelity === 'exact';
  let sent = 0;
  let other = 0;
  const others = new Set<string>();
  await readSource(range, () => {
    sent = 0;
    other = 0;
    others.clear();
    return new CopySink(queue, new Digests(), {
      relabelling,
      fidelity: readBack.fidelity,
      dropHistograms,
      wanted: (key, time, high, low) => {
        const text = textOf(key);
        const series = held.get(text);
        if (series === undefined || !isStorable(high, low, readBack.fidelity)) return false;
        const value = series.get(time);
        if (value === undefined) {
          if (isRefused?.(key, time)) {
            others.add(text);
            return false;
          }
          sent++;
          return true;
        }
        if (isExact ? value !== bitsOf(high, low) : !isNear(value, bitsOf(high, low))) {
          other++;
          others.add(text);
        }
        return false;
      },
    });
  });
  found.sentAgain += sent;
  found.otherValues += other;
  found.doubled += doubled;
  for (const key of [...twice, ...others]) found.wrong.add(key);
}

const bitsOf = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

const scratch = new DataView(new ArrayBuffer(16));

/** VictoriaMetrics keeps 12 digits. */
const NEAR = 1e-11;

function isNear(one: bigint, other: bigint): boolean {
  scratch.setBigUint64(0, one);
  scratch.setBigUint64(8, other);
  const [a, b] = [scratch.getFloat64(0), scratch.getFloat64(8)];
  return Object.is(a, b) || Math.abs(a - b) <= NEAR * Math.abs(b) || (Number.isNaN(a) && Number.isNaN(b));
}
