import { counted } from '../../../english.ts';
import type { HeldSink } from '../wire/export-lines.ts';
import type { SeriesKey } from '../wire/labels.ts';
import { CopySink, type Relabelling } from './copy-range.ts';
import { Digests, type Fidelity, isKeptAs, isStorable, MOST_VALUES } from './digests.ts';
import { type Range, rangeText } from './ranges.ts';
import type { HeldAnswer, ReadBackStore } from './read-back.ts';
import { ReadFailure } from './read-range.ts';
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
  /** Some of them by name, as PromQL writes them. */
  readonly unequalSeries: readonly string[];
  /** Samples that the destination still lacks. */
  readonly missing: number;
  /** Samples for which the destination holds another value, and keeps it. */
  readonly otherValues: number;
  /** Samples that the destination holds more than once. */
  readonly doubled: number;
  /** Whether the destination shows none of the series. */
  readonly isUnseen: boolean;
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
  readonly queue: WriteQueue;
  /**
   * Whether the destination has acknowledged all of it, and stores twice what is sent twice. If it shows none of the series
   * then, it has them under other labels, or drops them, and nothing is sent again.
   */
  readonly isSent: boolean;
  /** Undefined where nothing may be sent again. */
  readonly resend: Resend | undefined;
  /** To be waited for before anything is sent again. */
  readonly beforeSending: () => Promise<void>;
  /** What both sides hold, used again by each comparison: at many series, they are dear to make. */
  readonly digests: { readonly expected: Digests; readonly held: Digests };
  /** Tries again what fails in passing. */
  readonly patiently: <T>(attempt: () => Promise<T>) => Promise<T>;
}

/** How what is missing is sent again. */
export interface Resend {
  /** How often, as long as something is missing. */
  readonly rounds: number;
  /** The same while the destination shows none of the series: it may have them all, as Mimir has old samples. */
  readonly roundsUnseen: number;
  /** Waits before something is taken for missing: a store may show what it was sent a moment later. */
  readonly pause: (() => Promise<void>) | undefined;
  /** How often the store is asked again before it is sent something twice. */
  readonly looks: number;
}

/** Samples of the destination that are held in memory at once while single samples are compared. */
const HELD_AT_ONCE = 150_000;
/** A store that shows no series of those that it has acknowledged. */
export class NothingShown extends ReadFailure {
  readonly next =
    'look whether the destination changes labels (extra_label of vmauth, -relabelConfig) or drops the series; copy again with another --state once its copies are deleted there';

  constructor(range: Range, series: number) {
    super(
      `the destination has acknowledged ${counted(series, 'series', 'series')} of ${rangeText(range)} and shows none of them under these labels; what is there would be stored twice, so nothing was sent again`,
      'final',
    );
  }
}

const textOf = ({ high, low }: SeriesKey): string => `${high},${low}`;

/**
 * Compares a range on both sides and sends again what is missing, sample by sample, so that nothing is stored twice.
 * @param source what is known of the source's range already; it is read where it is left out
 * @throws ReadFailure that asks for halves where the range has more samples than are compared at once
 */
export async function compareRange(range: Range, sides: Sides, source?: Digests): Promise<Comparison> {
  const expected = source ?? (await digestOf(range, sides));
  const { rounds = 0, roundsUnseen = 0, pause, looks = 0 } = sides.resend ?? {};
  const showsNothing = (): boolean => expected.series > 0 && !expected.sharesSeries(sides.digests.held);
  await readThere(range, sides, expected);
  for (let look = 0; look < looks && showsNothing(); look++) {
    await pause?.();
    await readThere(range, sides, expected);
  }
  let isUnseen = showsNothing();
  if (sides.isSent && isUnseen) throw new NothingShown(range, expected.series);
  let unequal: readonly SeriesKey[] = expected.notIn(sides.digests.held);
  const shortSeries = unequal.length;
  let found = new Found();
  let sentAgain = 0;
  for (let round = 0; unequal.length > 0; round++) {
    found = new Found();
    const sends = round < (isUnseen ? roundsUnseen : rounds);
    if (isUnseen && !sends) {
      found.missing = expected.samples;
      break;
    }
    if (isUnseen) await sendAll(range, sides, found);
    if (found.sent === 0)
      for (const keys of batches(unequal, expected)) await look(range, sides, keys, found, sends);
    sentAgain += found.sent;
    if (found.sent === 0) {
      // Series that only hold more than the source are as they should be.
      unequal = unequal.filter((key) => found.wrong.has(textOf(key)));
      break;
    }
    unequal = await notThere(range, sides, expected);
    if (unequal.length > 0 && pause !== undefined) {
      await pause();
      unequal = await notThere(range, sides, expected);
    }
    isUnseen = showsNothing();
  }
  return {
    range,
    series: expected.series,
    samples: expected.samples,
    shortSeries,
    sentAgain,
    missing: unequal.length > 0 ? found.missing : 0,
    otherValues: found.otherValues,
    doubled: found.doubled,
    // What was refused is not there, but nobody waits for it.
    isUnseen: isUnseen && found.missing > 0,
    unequal: unequal.length,
    unequalSeries: unequal.length > 0 ? [...found.names] : [],
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
  if (digests.isOverfull)
    throw new ReadFailure(`the range has more than ${MOST_VALUES} samples to be compared at once`, 'halve');
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
async function notThere(range: Range, sides: Sides, expected: Digests): Promise<readonly SeriesKey[]> {
  await readThere(range, sides, expected);
  return expected.notIn(sides.digests.held);
}

/** Reads into the digests of the destination what it holds of a range, and of the source's series. */
async function readThere(
  range: Range,
  { readBack, patiently, digests: { held } }: Sides,
  expected: Digests,
): Promise<void> {
  let number: number | undefined;
  const sink: HeldSink = {
    series: (key) => {
      number = expected.has(key) ? held.numberOf(key) : undefined;
    },
    samples: (all) => {
      if (number !== undefined) held.addHeld(number, all, readBack.fidelity, expected);
    },
  };
  await patiently(() => readBack.read(range, sink, () => held.clear()));
}

interface Wanted {
  /** The bits of the values by their times, of the series that are looked at. */
  readonly held: ReadonlyMap<string, Held>;
  /** How many the source has of each. */
  readonly counts: ReadonlyMap<string, number>;
}

function* batches(keys: readonly SeriesKey[], expected: Digests): Iterable<Wanted> {
  let held = new Map<string, Held>();
  let counts = new Map<string, number>();
  let samples = 0;
  for (const key of keys) {
    const text = textOf(key);
    const count = expected.count(expected.numberOf(key));
    held.set(text, new Map());
    counts.set(text, count);
    samples += count;
    if (samples < HELD_AT_ONCE) continue;
    yield { held, counts };
    held = new Map();
    counts = new Map();
    samples = 0;
  }
  if (held.size > 0) yield { held, counts };
}

/** The bits of a value by its time. */
type Held = Map<number, bigint>;

const MOST_NAMES = 5;

/** What single series of a range were found to be. */
class Found {
  sent = 0;
  missing = 0;
  otherValues = 0;
  doubled = 0;
  /** Series that lack a sample, also one that is refused, hold one twice, or with another value. */
  readonly wrong = new Set<string>();
  readonly names = new Set<string>();

  add(other: Found): void {
    this.sent += other.sent;
    this.missing += other.missing;
    this.otherValues += other.otherValues;
    this.doubled += other.doubled;
    for (const key of other.wrong) this.wrong.add(key);
    for (const name of other.names) if (this.names.size < MOST_NAMES) this.names.add(name);
  }
}

/**
 * Compares single series sample by sample, and sends what they lack if that is asked for. A store may show late what it
 * has: then it is asked again first.
 */
async function look(range: Range, sides: Sides, wanted: Wanted, found: Found, sends: boolean): Promise<void> {
  const { resend, beforeSending } = sides;
  const isShort = (): boolean =>
    [...wanted.counts].some(([text, count]) => (wanted.held.get(text)?.size ?? 0) < count);
  let there = await readHeld(range, sides, wanted.held);
  for (let tries = 0; ; tries++) {
    // Samples of its own can hide by their number that it lacks some.
    if (!sends || !isShort()) {
      const seen = await compareSamples(range, sides, wanted, there, false);
      if (!sends || seen.missing === 0) return found.add(seen);
    }
    if (resend?.pause === undefined || tries >= resend.looks) break;
    await resend.pause();
    there = await readHeld(range, sides, wanted.held);
  }
  await beforeSending();
  found.add(await compareSamples(range, sides, wanted, there, true));
}

async function compareSamples(
  range: Range,
  sides: Sides,
  { held, counts }: Wanted,
  { twice, losesSigns }: HeldRead,
  sends: boolean,
): Promise<Found> {
  const { readBack, readSource, relabelling, dropHistograms, queue, isRefused } = sides;
  let here = new Found();
  let told = new Map<string, number>();
  await readSource(range, () => {
    here = new Found();
    told = new Map();
    const sink: CopySink = new CopySink(sends ? queue : undefined, new Digests(), {
      relabelling,
      fidelity: 'exact',
      dropHistograms,
      wanted: (key, time, high, low) => {
        const text = textOf(key);
        const series = held.get(text);
        if (series === undefined || !isStorable(high, low, readBack.fidelity)) return false;
        told.set(text, (told.get(text) ?? 0) + 1);
        const value = series.get(time);
        const bits = bitsOf(high, low);
        const isLike = value !== undefined && isHeldAs(bits, value, readBack.fidelity, losesSigns);
        const isTwice = twice.has(text);
        if (isLike && !isTwice) return false;
        here.wrong.add(text);
        if (here.names.size < MOST_NAMES) here.names.add(sink.seriesName);
        if (value !== undefined) {
          if (!isLike) here.otherValues++;
          return false;
        }
        if (isRefused?.(key, time)) return false;
        here.missing++;
        if (sends) here.sent++;
        return sends;
      },
    });
    return sink;
  });
  // Of what the source did not tell this time, nobody has seen that it is there.
  for (const [text, count] of counts) if ((told.get(text) ?? 0) < count) here.wrong.add(text);
  for (const samples of twice.values()) here.doubled += samples;
  return here;
}

/** Sends a range of which the destination has no series, so that there is nothing to be told apart of each. */
async function sendAll(range: Range, sides: Sides, found: Found): Promise<void> {
  const { readBack, readSource, relabelling, dropHistograms, queue, isRefused, digests } = sides;
  await sides.beforeSending();
  let here = new Found();
  await readSource(range, () => {
    here = new Found();
    digests.held.clear();
    return new CopySink(queue, digests.held, {
      relabelling,
      fidelity: 'exact',
      dropHistograms,
      wanted: (key, time, high, low) => {
        if (!isStorable(high, low, readBack.fidelity) || isRefused?.(key, time)) return false;
        here.missing++;
        here.sent++;
        return true;
      },
    });
  });
  found.add(here);
}

function isHeldAs(sent: bigint, held: bigint, fidelity: Fidelity, losesSigns: boolean): boolean {
  if (sent === held) return true;
  if (fidelity === 'rounded') return isKeptAs(numberOf(sent), numberOf(held));
  return losesSigns && numberOf(sent) === 0 && numberOf(held) === 0;
}

interface HeldRead extends HeldAnswer {
  /** How many samples of a series are held twice, where any are. */
  readonly twice: ReadonlyMap<string, number>;
}

/** Reads the samples of series. */
async function readHeld(
  range: Range,
  { readBack, patiently }: Sides,
  held: ReadonlyMap<string, Held>,
): Promise<HeldRead> {
  const twice = new Map<string, number>();
  let current: Held | undefined;
  let name = '';
  const sink: HeldSink = {
    series: (key) => {
      name = textOf(key);
      current = held.get(name);
    },
    samples: (all) => {
      const there = current;
      if (there === undefined) return;
      all.each((time, high, low) => {
        if (there.has(time)) twice.set(name, (twice.get(name) ?? 0) + 1);
        there.set(time, bitsOf(high, low));
      });
    },
  };
  const { losesSigns } = await patiently(() =>
    readBack.read(range, sink, () => {
      twice.clear();
      for (const series of held.values()) series.clear();
    }),
  );
  return { twice, losesSigns };
}

const bitsOf = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

const scratch = new DataView(new ArrayBuffer(8));

function numberOf(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}
